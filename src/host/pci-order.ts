import { parsePciAddress } from '../domain/pci-address.js';

/** An address as the kernel writes it: with its domain, which has more than four digits below a VMD controller. */
export const KERNEL_ADDRESS = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/;

/** True for an address as the kernel writes it. */
export function isKernelAddress(text: string): boolean {
  return KERNEL_ADDRESS.test(text);
}

/** Sort addresses of functions as lspci does: by domain, bus, slot and function, all as numbers. */
export function comparePciAddresses(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  return left.map((part, index) => part - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

/** True where two addresses are functions of one slot, which on a root bus does not make them one card. */
export function isSameSlot(a: string, b: string): boolean {
  return a.replace(/\.[0-7]$/, '') === b.replace(/\.[0-7]$/, '');
}

function parts(text: string): number[] {
  const address = parsePciAddress(text);
  return [address?.domain ?? 0, address?.bus ?? 0, address?.slot ?? 0, address?.function ?? 0];
}

import { parsePciAddress } from '../domain/pci-address.js';

/** Sort addresses of functions as lspci does: by domain, bus, slot and function, all as numbers. */
export function comparePciAddresses(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  return left.map((part, index) => part - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

/** True where two addresses are functions of one slot. */
export function isSameSlot(a: string, b: string): boolean {
  return a.replace(/\.[0-7]$/, '') === b.replace(/\.[0-7]$/, '');
}

function parts(text: string): number[] {
  const address = parsePciAddress(text);
  return [address?.domain ?? 0, address?.bus ?? 0, address?.slot ?? 0, address?.function ?? 0];
}

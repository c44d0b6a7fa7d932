import type { XmlElement } from '../xml/node.js';
import { readNumber } from './number.js';

/** Where a PCI function sits, on the host or in the guest. `slot` is what the kernel calls device. */
export interface PciAddress {
  readonly domain: number;
  readonly bus: number;
  readonly slot: number;
  readonly function: number;
}

/** A whole card: an address without its function. */
export type PciSlot = Omit<PciAddress, 'function'>;

/** A function, or a whole card where the function is undefined. */
export interface PciTarget extends PciSlot {
  readonly function: number | undefined;
}

const HOST_ADDRESS = /^(?:([0-9a-f]{1,8}):)?([0-9a-f]{1,2}):([0-9a-f]{1,2})(?:\.([0-7]))?$/i;
const NODE_DEVICE = /^pci_([0-9a-f]{4,8})_([0-9a-f]{2})_([0-9a-f]{2})(?:_([0-7]))?$/i;

/**
 * Read a PCI address as people write it: `01:00.0`, `0000:01:00.0`, libvirt's node device name `pci_0000_01_00_0`, or
 * the same without function for a whole card. All parts are hexadecimal.
 *
 * @returns undefined for anything else
 */
export function parsePciAddress(text: string): PciTarget | undefined {
  const match = HOST_ADDRESS.exec(text) ?? NODE_DEVICE.exec(text);
  if (match === null) return undefined;
  const [domain = '0', bus = '', slot = '', functionNumber] = match.slice(1);
  const address = {
    domain: Number.parseInt(domain, 16),
    bus: Number.parseInt(bus, 16),
    slot: Number.parseInt(slot, 16),
    function: functionNumber === undefined ? undefined : Number(functionNumber),
  };
  return address.slot <= 0x1f ? address : undefined;
}

/** Write an address the way the kernel and lspci do: `0000:01:00.0`. */
export function formatPciAddress(address: PciAddress): string {
  return `${formatPciSlot(address)}.${address.function}`;
}

/** Write a card's address without its function: `0000:01:00`. */
export function formatPciSlot({ domain, bus, slot }: PciSlot): string {
  return `${hex(domain, 4)}:${hex(bus, 2)}:${hex(slot, 2)}`;
}

/** The attributes of an `<address>` for it, in libvirt's canonical digits. */
export function pciAddressAttributes(address: PciAddress): Record<string, string> {
  return {
    domain: `0x${hex(address.domain, 4)}`,
    bus: `0x${hex(address.bus, 2)}`,
    slot: `0x${hex(address.slot, 2)}`,
    function: `0x${hex(address.function, 1)}`,
  };
}

/**
 * Read the attributes of an `<address>` as libvirt does: decimal, `0x` hexadecimal or leading-zero octal, absent means 0.
 *
 * @returns undefined where libvirt would refuse a number
 * @see virPCIDeviceAddressParseXML and virStrToLong_uip in libvirt 9.0.0
 */
export function readPciAddress(element: XmlElement): PciAddress | undefined {
  const domain = readNumber(element.attribute('domain') ?? '0');
  const bus = readNumber(element.attribute('bus') ?? '0');
  const slot = readNumber(element.attribute('slot') ?? '0');
  const functionNumber = readNumber(element.attribute('function') ?? '0');
  if (domain === undefined || bus === undefined || slot === undefined || functionNumber === undefined) {
    return undefined;
  }
  return { domain, bus, slot, function: functionNumber };
}

/** True where both name the same function. */
export function isSamePciAddress(a: PciAddress, b: PciAddress): boolean {
  return isSamePciSlot(a, b) && a.function === b.function;
}

/** True where both are functions of the same card. */
export function isSamePciSlot(a: PciSlot, b: PciSlot): boolean {
  return a.domain === b.domain && a.bus === b.bus && a.slot === b.slot;
}

/** True where an address is the function, or a function of the card. */
export function isAtPciTarget(address: PciAddress, target: PciTarget): boolean {
  return isSamePciSlot(address, target) && (target.function ?? address.function) === address.function;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

import { PtxError } from '../errors.js';
import type { HostPciUse } from './devices.js';
import type { HostFacts, HostPciDevice } from './host-facts.js';
import { formatPciAddress, isSamePciAddress, isSamePciSlot, type PciAddress, parsePciAddress } from './pci-address.js';
import type { MappedDevice, Surroundings } from './surroundings.js';

/**
 * Find where a mapped device is on the host of the run.
 *
 * @throws PtxError OPTION_INVALID without a device map or a host, TARGET_NOT_FOUND for a name or a host that the map
 * does not have
 */
export function findMappedDevice({ devices, node }: Surroundings, name: string): MappedDevice {
  const refuse = (code: 'OPTION_INVALID' | 'TARGET_NOT_FOUND', message: string, hint: string) =>
    new PtxError(code, message, { option: 'device', hint });
  if (devices === undefined || node === undefined) {
    const message = `Device "${name}" needs a device map and the name of a host`;
    throw refuse('OPTION_INVALID', message, 'Name both: --devices FILE --node NAME');
  }
  const hosts = Object.hasOwn(devices, name) ? devices[name] : undefined;
  if (hosts === undefined) {
    throw refuse('TARGET_NOT_FOUND', `There is no device "${name}" in the map`, listNames(Object.keys(devices)));
  }
  const mapped = Object.hasOwn(hosts, node) ? hosts[node] : undefined;
  if (mapped === undefined) {
    const message = `Device "${name}" is not mapped on host "${node}"`;
    throw refuse('TARGET_NOT_FOUND', message, listNames(Object.keys(hosts)));
  }
  return typeof mapped === 'string' ? { address: mapped } : mapped;
}

/**
 * Check that a host has what the map says of a device.
 *
 * @throws PtxError TARGET_NOT_FOUND where nothing is at the address, CONFLICT where it is something else; with both values
 */
export function checkMappedDevice(name: string, mapped: MappedDevice, first: PciAddress, host: HostFacts): void {
  const address = formatPciAddress(first);
  const found = findHostDevice(host, first);
  if (found === undefined) {
    const message = `Device "${name}": the host has nothing at "${address}"`;
    throw new PtxError('TARGET_NOT_FOUND', message, { option: 'device', hint: 'Correct the device map' });
  }
  const pairs = [
    ['id', mapped.id, `${found.vendor ?? '?'}:${found.device ?? '?'}`],
    ['subsystem id', mapped.subsystem, found.subsystem ?? '?'],
    ['IOMMU group', mapped.iommuGroup?.toString(), found.iommuGroup?.toString() ?? 'none'],
  ] as const;
  for (const [what, wanted, actual] of pairs) {
    if (wanted === undefined || wanted.toLowerCase() === actual.toLowerCase()) continue;
    const message = `Device "${name}" at "${address}": ${what} is "${actual}" on the host, "${wanted}" in the map`;
    throw new PtxError('CONFLICT', message, { option: 'device', hint: 'The host has changed, or the map is wrong' });
  }
}

/** The functions of a card on a host, lowest first; bridges are none that a guest could get. */
export function listHostFunctions(host: HostFacts, card: Omit<PciAddress, 'function'>): number[] {
  return host.pciDevices
    .filter((device) => !/^0604/.test(device.class ?? ''))
    .flatMap(({ address }) => parsePciAddress(address) ?? [])
    .filter((address) => isSamePciSlot(address, card))
    .flatMap((address) => address.function ?? [])
    .sort((a, b) => a - b);
}

/** The PCI class of each function of a host by its address, such as `030000`; empty where nothing is known of a host. */
export function mapHostClasses(host: HostFacts | undefined): Map<string, string> {
  const known = host === undefined ? [] : [...mapHostDevices(host)];
  return new Map(known.flatMap(([address, { class: code }]) => (code == null ? [] : [[address, code] as const])));
}

/** The functions of a host by their address, written as the kernel does. */
export function mapHostDevices({ pciDevices }: HostFacts): Map<string, HostPciDevice> {
  const devices = new Map<string, HostPciDevice>();
  for (const device of pciDevices) {
    const parsed = parsePciAddress(device.address);
    if (parsed?.function === undefined) continue;
    devices.set(formatPciAddress({ ...parsed, function: parsed.function }), device);
  }
  return devices;
}

/** True for PCI base class 03, a graphics card. */
export function isDisplayClass(code: string | undefined): boolean {
  return code?.startsWith('03') ?? false;
}

/** True for a 3D controller (0302): a graphics card that computes or draws for another one, and has no outputs. */
export function isWithoutOutputs(code: string | undefined): boolean {
  return code?.startsWith('0302') ?? false;
}

/**
 * True for a graphics card of the host: by its class, or, where nothing is known of the host, by a ROM file of its own.
 * A network card may have one too, and is there to boot from.
 */
export function isGraphicsCard({ device, host }: HostPciUse, classes: ReadonlyMap<string, string>): boolean {
  if (device.name !== 'hostdev') return false;
  const code = classes.get(formatPciAddress(host));
  if (code !== undefined) return isDisplayClass(code);
  return (
    host.function === 0 && device.child('boot') === undefined && device.child('rom')?.attribute('file') !== undefined
  );
}

function findHostDevice({ pciDevices }: HostFacts, wanted: PciAddress): HostPciDevice | undefined {
  return pciDevices.find(({ address }) => {
    const parsed = parsePciAddress(address);
    return parsed?.function !== undefined && isSamePciAddress({ ...parsed, function: parsed.function }, wanted);
  });
}

function listNames(names: readonly string[]): string {
  return names.length === 0 ? 'The map is empty' : `It has ${names.join(', ')}`;
}

import { listDevices } from '../domain/devices.js';
import type { DomainReader } from '../domain/domain-reader.js';
import { readNumber } from '../domain/number.js';
import { formatPciAddress, readPciAddress } from '../domain/pci-address.js';
import { readUsbId, readUsbPlace } from '../domain/usb-device.js';
import { canonicalUuid } from '../domain/uuid.js';
import { listVfioOptions } from '../domain/vfio-option.js';
import type { XmlElement } from '../xml/node.js';
import type { GuestAddress, HostDevice, PassedThroughCard, PassedThroughDevice, RomFacts } from './inspection.js';
import { attributeOf, locationOf, onOffOf } from './read.js';

/** Every device of the host that the domain takes, in document order; those of raw QEMU arguments come last. */
export function inspectPassthrough(domain: DomainReader): PassedThroughDevice[] {
  const devices = listDevices(domain).flatMap((device) => {
    const type = hostType(device);
    return type === undefined ? [] : [describe(domain, device, type, readHost(device, type))];
  });
  const raw = listVfioOptions(domain).map(({ host, uuid, argument }) =>
    host === undefined
      ? describe(domain, argument, 'mdev', { ...NOTHING, uuid: uuid ?? null })
      : describe(domain, argument, 'pci', { ...NOTHING, address: formatPciAddress(host) }),
  );
  return [...devices, ...raw];
}

/** The cards of the host among them, in the order of their first function. */
export function listCards(devices: readonly PassedThroughDevice[]): PassedThroughCard[] {
  const cards = new Map<string, PassedThroughDevice[]>();
  for (const device of devices) {
    const slot = device.host?.address?.slice(0, -2);
    if (slot !== undefined) cards.set(slot, [...(cards.get(slot) ?? []), device]);
  }
  return [...cards].map(([host, members]) => ({
    host,
    functions: members.map((member) => Number(member.host?.address?.at(-1))).sort((a, b) => a - b),
    guestSlots: [
      ...new Set(members.flatMap(({ guest }) => (guest?.type === 'pci' ? (guest.address?.slice(0, -2) ?? []) : []))),
    ],
    placedByLibvirt: members.filter(({ element, guest }) => guest === null && /^(hostdev|interface)$/.test(element))
      .length,
  }));
}

/** The host device of an element in short words, undefined for what is emulated. */
export function hostName(device: XmlElement): string | undefined {
  const type = hostType(device);
  const host = type === undefined ? undefined : readHost(device, type);
  return host === undefined ? undefined : formatHost(host);
}

/** The one of its names by which a host device is known. */
export function formatHost(host: HostDevice): string {
  const name = [host.address, host.id, host.usbAddress, host.uuid, host.scsi, host.path].filter(
    (part) => part !== null,
  );
  return name.join(' ');
}

/** Where the guest finds a device, null where libvirt chooses. */
export function readGuestAddress(domain: DomainReader, device: XmlElement): GuestAddress | null {
  const element = device.child('address');
  const type = element?.attribute('type');
  if (element === undefined || type === undefined) return null;
  const location = locationOf(domain, element);
  if (type !== 'pci') {
    return { type, address: formatParts(element, PARTS[type] ?? []), multifunction: null, location };
  }
  const guest = readPciAddress(element);
  // Without bus and slot libvirt chooses (virPCIDeviceAddressIsEmpty, 9.0).
  if (guest !== undefined && guest.domain === 0 && guest.bus === 0 && guest.slot === 0) return null;
  const address = guest === undefined ? null : formatPciAddress(guest);
  return { type, address, multifunction: onOffOf(element, 'multifunction'), location };
}

const PARTS: Readonly<Record<string, readonly string[]>> = {
  drive: ['controller', 'bus', 'target', 'unit'],
  usb: ['bus', 'port'],
  ccid: ['controller', 'slot'],
  ccw: ['cssid', 'ssid', 'devno'],
  'virtio-serial': ['controller', 'bus', 'port'],
};

function formatParts(element: XmlElement, names: readonly string[]): string | null {
  const parts = names.flatMap((name) => element.attribute(name) ?? []);
  return parts.length === 0 ? null : parts.join(':');
}

/** What an element takes of the host, undefined where it takes nothing. */
function hostType(device: XmlElement): string | undefined {
  const type = device.attribute('type');
  if (device.name === 'hostdev') return type ?? 'unknown';
  if (device.name === 'interface' && type === 'hostdev') return 'pci';
  return device.name === 'disk' && type === 'nvme' ? 'pci' : undefined;
}

function describe(
  domain: DomainReader,
  device: XmlElement,
  type: string,
  host: HostDevice | undefined,
): PassedThroughDevice {
  const driver = device.child('driver');
  const isArgument = device.namespace !== '';
  const managed = device.name === 'disk' ? device.child('source') : device;
  return {
    element: isArgument ? 'argument' : (device.name as PassedThroughDevice['element']),
    type,
    host: host ?? null,
    managed: type === 'pci' && !isArgument ? managed?.attribute('managed') === 'yes' : null,
    driver: device.name === 'disk' ? null : (attributeOf(driver, 'model') ?? attributeOf(driver, 'name')),
    rom: readRom(domain, device),
    bootOrder: readNumber(device.child('boot')?.attribute('order')) ?? null,
    alias: attributeOf(device.child('alias'), 'name'),
    model: device.name === 'hostdev' ? attributeOf(device, 'model') : null,
    display: attributeOf(device, 'display'),
    ramfb: attributeOf(device, 'ramfb'),
    startupPolicy: type === 'usb' ? attributeOf(device.child('source'), 'startupPolicy') : null,
    mac: attributeOf(device.child('mac'), 'address'),
    target: device.name === 'disk' ? attributeOf(device.child('target'), 'dev') : null,
    guest: readGuestAddress(domain, device),
    location: locationOf(domain, device),
  };
}

function readRom(domain: DomainReader, device: XmlElement): RomFacts | null {
  const rom = device.child('rom');
  if (rom === undefined) return null;
  return {
    enabled: rom.attribute('enabled') !== 'no',
    bar: onOffOf(rom, 'bar'),
    file: attributeOf(rom, 'file'),
    location: locationOf(domain, rom),
  };
}

const NOTHING: HostDevice = { address: null, id: null, usbAddress: null, uuid: null, scsi: null, path: null };

const READERS: Readonly<Record<string, (source: XmlElement) => Partial<HostDevice>>> = {
  pci: (source) => {
    const address = source.child('address');
    const host = address === undefined ? undefined : readPciAddress(address);
    return host === undefined ? {} : { address: formatPciAddress(host) };
  },
  usb: (source) => ({ id: readUsbId(source) ?? null, usbAddress: readUsbPlace(source) ?? null }),
  mdev: (source) => ({ uuid: canonicalUuid(source.child('address')?.attribute('uuid') ?? '') ?? null }),
  scsi: (source) => ({ scsi: source.attribute('name') ?? readScsiAddress(source) }),
  scsi_host: (source) => ({ scsi: attributeOf(source, 'wwpn') }),
  // Containers are given devices by their path (mode='capabilities').
  storage: (source) => ({ path: source.child('block')?.text ?? null }),
  misc: (source) => ({ path: source.child('char')?.text ?? null }),
  net: (source) => ({ path: source.child('interface')?.text ?? null }),
};

function readHost(device: XmlElement, type: string): HostDevice | undefined {
  const source = device.child('source');
  const read = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  const host: HostDevice = { ...NOTHING, ...(source === undefined ? {} : read?.(source)) };
  return Object.values(host).some((value) => value !== null) ? host : undefined;
}

function readScsiAddress(source: XmlElement): string | null {
  const adapter = source.child('adapter')?.attribute('name');
  const address = source.child('address');
  if (adapter === undefined || address === undefined) return null;
  return [adapter, ...['bus', 'target', 'unit'].map((name) => address.attribute(name) ?? '0')].join(':');
}

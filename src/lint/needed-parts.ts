import type { DomainReader } from '../domain/domain-reader.js';
import type { XmlElement } from '../xml/node.js';

/** What libvirt wants of a device: an attribute, or a child. */
export interface NeededPart {
  readonly device: string;
  /** The types of the device that need it; default: all. */
  readonly types?: readonly string[];
  /** The child that needs it; default: the device itself. Where the child is missing nothing is asked of it. */
  readonly within?: string;
  /** Which of several such children libvirt asks; default: the first. One of them suffices for `some`. */
  readonly among?: 'each' | 'some';
  /** `@name` or `<name>`. */
  readonly part: `@${string}` | `<${string}>`;
}

/** What hands characters on, to the host or to a place that `<source>` names. */
const CHARACTERS = ['serial', 'parallel', 'console', 'channel', 'redirdev', 'smartcard'];

/**
 * Types of those, and what their source has to say. libvirt itself gives a channel for an agent the path of
 * its socket, and USB redirection the name that it has on D-Bus.
 */
const SOURCES: readonly (Pick<NeededPart, 'types' | 'part' | 'among'> & { readonly devices?: readonly string[] })[] = [
  { types: ['file', 'dev', 'pipe'], part: '@path' },
  { types: ['unix'], part: '@path', devices: CHARACTERS.filter((device) => device !== 'channel') },
  { types: ['tcp'], part: '@host' },
  { types: ['tcp'], part: '@service' },
  { types: ['udp'], part: '@service', among: 'some' },
  { types: ['spiceport'], part: '@channel' },
  { types: ['dbus'], part: '@channel', devices: CHARACTERS.filter((device) => device !== 'redirdev') },
];

/** Devices with a place in the guest, or none: libvirt chooses where nothing is said. */
const PLACED = [
  ...['disk', 'controller', 'filesystem', 'interface', 'input', 'sound', 'video', 'hostdev', 'redirdev', 'hub', 'tpm'],
  ...['smartcard', 'serial', 'parallel', 'console', 'channel', 'watchdog', 'memballoon', 'rng', 'panic', 'shmem'],
  ...['memory', 'iommu', 'vsock'],
];

/** What libvirt 9.0 and 11.3 refuse a device without. */
export const NEEDED_PARTS: readonly NeededPart[] = [
  ...['graphics', 'input', 'hub', 'redirdev', 'hostdev', 'audio'].map((device) => ({ device, part: '@type' as const })),
  ...['sound', 'watchdog', 'iommu', 'memballoon', 'memory', 'rng'].map((device) => ({
    device,
    part: '@model' as const,
  })),
  { device: 'smartcard', part: '@mode' },
  { device: 'rng', part: '<backend>' },
  { device: 'rng', within: 'backend', part: '@model' },
  { device: 'shmem', part: '@name' },
  { device: 'memory', part: '<target>' },
  { device: 'memory', within: 'target', part: '<size>' },
  { device: 'channel', part: '<target>' },
  { device: 'channel', within: 'target', part: '@type' },
  { device: 'filesystem', types: ['mount'], part: '<source>' },
  { device: 'filesystem', part: '<target>' },
  { device: 'interface', types: ['network', 'bridge', 'direct', 'internal', 'vhostuser'], part: '<source>' },
  { device: 'interface', types: ['network'], within: 'source', part: '@network' },
  { device: 'disk', types: ['network', 'nvme', 'volume'], part: '<source>' },
  { device: 'disk', types: ['network'], within: 'source', part: '@protocol' },
  { device: 'lease', part: '<lockspace>' },
  { device: 'lease', part: '<key>' },
  { device: 'lease', part: '<target>' },
  { device: 'lease', within: 'target', part: '@path' },
  { device: 'redirfilter', within: 'usbdev', among: 'each', part: '@allow' },
  ...SOURCES.flatMap(({ devices = CHARACTERS, types = [], part, among }) =>
    devices.flatMap((device): NeededPart[] => [
      { device, types, within: 'source', part, ...(among && { among }) },
      ...(part === '@host' ? [] : [{ device, types, part: '<source>' as const }]),
    ]),
  ),
  ...PLACED.map((device) => ({ device, within: 'address', part: '@type' as const })),
];

/** Drives that may be empty. */
const REMOVABLE = /^(cdrom|floppy)$/;

/** List the elements that lack a part. */
export function listLacking(
  domain: DomainReader,
  { device: name, types, within, among, part }: NeededPart,
): XmlElement[] {
  return domain.listDevices(name).flatMap((device, index) => {
    if (types !== undefined && (!types.includes(typeOf(device)) || isLetOff(device, index, domain))) return [];
    if (within === undefined) return has(device, part) ? [] : [device];
    const children = device.childrenNamed(within);
    if (among === 'each') return children.filter((child) => !has(child, part));
    const isEnough = among === 'some' && children.some((child) => has(child, part));
    return children.slice(0, 1).filter((child) => !isEnough && !has(child, part));
  });
}

/** True for what needs no source: an empty drive, and the first console beside serial ports, which is the first of them. */
function isLetOff(device: XmlElement, index: number, domain: DomainReader): boolean {
  if (device.name === 'console') return index === 0 && domain.listDevices('serial').length > 0;
  return REMOVABLE.test(device.attribute('device') ?? '');
}

/** The type that libvirt takes where none is said. */
function typeOf(device: XmlElement): string {
  return device.attribute('type') ?? (device.name === 'filesystem' ? 'mount' : '');
}

function has(element: XmlElement, part: NeededPart['part']): boolean {
  if (part.startsWith('@')) return element.attribute(part.slice(1)) !== undefined;
  return element.child(part.slice(1, -1)) !== undefined;
}

import type { DomainReader } from '../domain/domain-reader.js';
import { groupBy } from '../domain/guest-bus.js';
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

/** What a kind of device needs: whatever its type, and all of it for each type that needs more. */
interface Needs {
  readonly always: readonly NeededPart[];
  readonly byType: ReadonlyMap<string, readonly NeededPart[]>;
}

/** By the name of the device. */
const NEEDS: ReadonlyMap<string, Needs> = new Map(
  [...groupBy(NEEDED_PARTS, ({ device }) => device)].map(([name, parts]) => {
    const types = [...new Set(parts.flatMap((part) => part.types ?? []))];
    const byType = new Map(types.map((type) => [type, parts.filter((part) => part.types?.includes(type) ?? true)]));
    return [name, { always: parts.filter((part) => part.types === undefined), byType }];
  }),
);

/** An element, and what it lacks. */
export interface LackingPart {
  readonly element: XmlElement;
  readonly part: NeededPart['part'];
}

/** List what the devices of a domain lack. */
export function listLacking(domain: DomainReader): LackingPart[] {
  const lacking: LackingPart[] = [];
  for (const device of domain.listDevices()) {
    const needs = NEEDS.get(device.name);
    if (needs === undefined) continue;
    const ofType = needs.byType.get(typeOf(device));
    const parts = ofType === undefined || isLetOff(device, domain) ? needs.always : ofType;
    for (const needed of parts) {
      for (const element of listWithout(device, needed)) lacking.push({ element, part: needed.part });
    }
  }
  return lacking;
}

/** The device or its children, of those that libvirt asks, without the part. */
function listWithout(device: XmlElement, { within, among, part }: NeededPart): readonly XmlElement[] {
  if (within === undefined) return has(device, part) ? NONE : [device];
  if (among === undefined) {
    const child = device.child(within);
    return child === undefined || has(child, part) ? NONE : [child];
  }
  const children = device.childrenNamed(within);
  const without = children.filter((child) => !has(child, part));
  if (among === 'each') return without;
  return without.length < children.length ? NONE : without.slice(0, 1);
}

const NONE: readonly XmlElement[] = [];

/** True for what needs no source: an empty drive, and the first console beside serial ports, which is the first of them. */
function isLetOff(device: XmlElement, domain: DomainReader): boolean {
  if (device.name === 'console') {
    return device === domain.listDevices('console')[0] && domain.listDevices('serial').length > 0;
  }
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

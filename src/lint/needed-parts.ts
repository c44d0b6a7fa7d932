import type { DomainReader } from '../domain/domain-reader.js';
import { groupBy } from '../domain/group-by.js';
import type { XmlElement } from '../xml/node.js';

/** What libvirt wants of a device: an attribute, or a child. */
export interface NeededPart {
  /** The device, or a child with a type of its own, as `rng/backend`. */
  readonly device: string;
  /** The types of the device that need it; default: all. */
  readonly types?: readonly string[];
  /** Which of those need it; default: all. */
  readonly when?: (device: XmlElement) => boolean;
  /** The child that needs it; default: the device itself. Where the child is missing nothing is asked of it. */
  readonly within?: string;
  /** Which of several such children libvirt asks; default: the first. One of them suffices for `some`. */
  readonly among?: 'each' | 'some';
  /** `@name` or `<name>`. */
  readonly part: `@${string}` | `<${string}>`;
}

/** What hands characters on, to the host or to a place that `<source>` names. */
const CHARACTERS = ['serial', 'parallel', 'console', 'channel', 'redirdev', 'smartcard', 'rng/backend'];

/**
 * Types of those, and what their source has to say. libvirt itself gives a channel for an agent the path of
 * its socket, and USB redirection the name that it has on D-Bus; of a null modem it wants both ends or none.
 */
const SOURCES: readonly (Pick<NeededPart, 'types' | 'part' | 'among' | 'when'> & {
  readonly devices?: readonly string[];
})[] = [
  { types: ['file', 'dev', 'pipe'], part: '@path' },
  { types: ['unix'], part: '@path', devices: CHARACTERS.filter((device) => device !== 'channel') },
  { types: ['unix'], part: '@path', devices: ['channel'], when: isForwarded },
  { types: ['nmdm'], part: '@master', when: (device) => device.child('source')?.attribute('slave') !== undefined },
  { types: ['nmdm'], part: '@slave', when: (device) => device.child('source')?.attribute('master') !== undefined },
  { types: ['tcp'], part: '@host' },
  { types: ['tcp'], part: '@service' },
  { types: ['udp'], part: '@service', among: 'some' },
  { types: ['spiceport'], part: '@channel' },
  { types: ['dbus'], part: '@channel', devices: CHARACTERS.filter((device) => device !== 'redirdev') },
];

/** What the children of a SPICE display have to say, where they are there. */
const SPICE_SETTINGS: Readonly<Record<string, NeededPart['part']>> = {
  image: '@compression',
  jpeg: '@compression',
  zlib: '@compression',
  playback: '@compression',
  streaming: '@mode',
  clipboard: '@copypaste',
  filetransfer: '@enable',
  mouse: '@mode',
  gl: '@enable',
};

/** Protocols of a disk on the network that libvirt wants a name for. */
const NAMED = ['rbd', 'iscsi', 'http', 'gluster', 'ssh', 'sheepdog'];

/** Devices with a place in the guest, or none: libvirt chooses where nothing is said. */
const PLACED = [
  ...['disk', 'controller', 'filesystem', 'interface', 'input', 'sound', 'video', 'hostdev', 'redirdev', 'hub', 'tpm'],
  ...['smartcard', 'serial', 'parallel', 'console', 'channel', 'watchdog', 'memballoon', 'rng', 'panic', 'shmem'],
  ...['memory', 'iommu', 'vsock'],
];

/** Devices that libvirt 9.0 reads nothing of, and the version that is the first to do so. */
export const FIRST_VERSIONS: Readonly<Record<string, string>> = { crypto: '9.1', pstore: '10.6' };

/** What libvirt 9.0 and 11.3 refuse a device without, or 11.3 alone where 9.0 does not know the device. */
export const NEEDED_PARTS: readonly NeededPart[] = [
  ...['graphics', 'input', 'hub', 'redirdev', 'hostdev', 'audio'].map((device) => ({ device, part: '@type' as const })),
  ...['sound', 'watchdog', 'iommu', 'memballoon', 'memory', 'rng'].map((device) => ({
    device,
    part: '@model' as const,
  })),
  { device: 'smartcard', part: '@mode' },
  { device: 'rng', part: '<backend>' },
  { device: 'rng', within: 'backend', part: '@model' },
  { device: 'rng/backend', when: isEgd, part: '@type' },
  { device: 'shmem', part: '@name' },
  { device: 'memory', part: '<target>' },
  { device: 'memory', within: 'target', part: '<size>' },
  { device: 'channel', part: '<target>' },
  { device: 'channel', within: 'target', part: '@type' },
  { device: 'channel/target', types: ['guestfwd'], part: '@address' },
  { device: 'channel/target', types: ['guestfwd'], part: '@port' },
  { device: 'filesystem', types: ['mount'], part: '<source>' },
  { device: 'filesystem', types: ['mount'], within: 'source', part: '@dir', when: isOwnExport },
  { device: 'filesystem', part: '<target>' },
  { device: 'filesystem', within: 'target', part: '@dir' },
  { device: 'interface', types: ['network', 'bridge', 'direct', 'internal', 'vhostuser'], part: '<source>' },
  { device: 'interface', types: ['network'], within: 'source', part: '@network' },
  { device: 'interface', types: ['bridge'], within: 'source', part: '@bridge' },
  { device: 'interface', types: ['direct'], within: 'source', part: '@dev' },
  ...(['@type', '@path', '@mode'] as const).map((part) => ({
    device: 'interface',
    types: ['vhostuser'],
    within: 'source',
    part,
  })),
  { device: 'interface', types: ['vhostuser'], part: '<model>' },
  { device: 'interface', types: ['hostdev'], part: '<source>' },
  { device: 'interface/source', when: isOf('hostdev'), part: '<address>' },
  { device: 'interface/source', when: isOf('hostdev'), within: 'address', part: '@type' },
  { device: 'interface', within: 'vlan', part: '<tag>' },
  { device: 'interface/vlan', within: 'tag', among: 'each', part: '@id' },
  { device: 'disk', types: ['network', 'nvme', 'volume'], part: '<source>' },
  { device: 'disk', types: ['network'], within: 'source', part: '@protocol' },
  { device: 'disk/source', when: (source) => isOf('network')(source) && isNamed(source), part: '@name' },
  { device: 'disk/source', when: isOf('nvme'), part: '@type' },
  { device: 'disk/source', when: isOf('nvme'), part: '@namespace' },
  { device: 'disk/source', when: isOf('nvme'), part: '<address>' },
  { device: 'disk/backingStore', when: isSaid, part: '<format>' },
  { device: 'disk/backingStore', when: isSaid, within: 'format', part: '@type' },
  { device: 'disk/backingStore', when: isSaid, part: '<source>' },
  { device: 'graphics', within: 'listen', among: 'each', part: '@type' },
  { device: 'graphics', types: ['spice'], within: 'channel', among: 'each', part: '@name' },
  { device: 'graphics', types: ['spice'], within: 'channel', among: 'each', part: '@mode' },
  ...Object.entries(SPICE_SETTINGS).map(([within, part]) => ({ device: 'graphics', types: ['spice'], within, part })),
  { device: 'audio', part: '@id' },
  { device: 'sound', within: 'codec', among: 'each', part: '@type' },
  { device: 'sound', within: 'audio', part: '@id' },
  { device: 'lease', part: '<lockspace>' },
  { device: 'lease', part: '<key>' },
  { device: 'lease', part: '<target>' },
  { device: 'lease', within: 'target', part: '@path' },
  { device: 'redirfilter', within: 'usbdev', among: 'each', part: '@allow' },
  { device: 'crypto', part: '@model' },
  { device: 'crypto', part: '@type' },
  { device: 'crypto', part: '<backend>' },
  { device: 'crypto', within: 'backend', part: '@model' },
  { device: 'pstore', part: '@backend' },
  { device: 'pstore', part: '<size>' },
  ...SOURCES.flatMap(({ devices = CHARACTERS, part, ...rest }) =>
    devices.flatMap((device): NeededPart[] => [
      { ...rest, device, within: 'source', part },
      ...(part === '@host' ? [] : [{ ...rest, device, part: '<source>' as const }]),
    ]),
  ),
  ...[...PLACED, ...Object.keys(FIRST_VERSIONS)].map((device) => ({
    device,
    within: 'address',
    part: '@type' as const,
  })),
];

/** Drives that may be empty. */
const REMOVABLE = /^(cdrom|floppy)$/;

/** What a kind of device needs: whatever its type, and all of it for each type that needs more. */
interface Needs {
  readonly always: readonly NeededPart[];
  readonly byType: ReadonlyMap<string, readonly NeededPart[]>;
}

/** By the device, or a child of it. */
const NEEDS: ReadonlyMap<string, Needs> = new Map(
  [...groupBy(NEEDED_PARTS, ({ device }) => device)].map(([name, parts]) => {
    const types = [...new Set(parts.flatMap((part) => part.types ?? []))];
    const byType = new Map(types.map((type) => [type, parts.filter((part) => part.types?.includes(type) ?? true)]));
    return [name, { always: parts.filter((part) => part.types === undefined), byType }];
  }),
);

/** The children with needs of their own, by the name of the device. */
const CHILDREN: ReadonlyMap<string, readonly string[]> = new Map(
  [...groupBy([...NEEDS.keys()], (path) => path.split('/')[0] ?? '')].map(([name, paths]) => [
    name,
    paths.filter((path) => path !== name).map((path) => path.slice(name.length + 1)),
  ]),
);

/** An element, and what it lacks; of which device, or of which child of one. */
export interface LackingPart {
  readonly element: XmlElement;
  readonly part: NeededPart['part'];
  readonly device: string;
}

/** List what the devices of a domain lack. */
export function listLacking(domain: DomainReader): LackingPart[] {
  const lacking: LackingPart[] = [];
  for (const device of domain.listDevices()) {
    const children = CHILDREN.get(device.name);
    if (children === undefined) continue;
    addLacking(device, device.name, domain, lacking);
    for (const name of children) {
      const child = device.child(name);
      if (child !== undefined) addLacking(child, `${device.name}/${name}`, domain, lacking);
    }
  }
  return lacking;
}

function addLacking(element: XmlElement, device: string, domain: DomainReader, lacking: LackingPart[]): void {
  const needs = NEEDS.get(device);
  if (needs === undefined) return;
  const ofType = needs.byType.get(typeOf(element));
  const parts = ofType === undefined || isLetOff(element, domain) ? needs.always : ofType;
  for (const needed of parts) {
    for (const each of listWithout(element, needed)) lacking.push({ element: each, part: needed.part, device });
  }
}

/** The device or its children, of those that libvirt asks, without the part. */
function listWithout(device: XmlElement, { when, within, among, part }: NeededPart): readonly XmlElement[] {
  if (when !== undefined && !when(device)) return NONE;
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

/** True for what has its numbers from a daemon, by a socket or a file. */
function isEgd(backend: XmlElement): boolean {
  return backend.attribute('model') === 'egd';
}

/** True for a directory that libvirt starts the server of, and not one that runs already. */
function isOwnExport(filesystem: XmlElement): boolean {
  return filesystem.child('source')?.attribute('socket') === undefined;
}

function isNamed(source: XmlElement): boolean {
  return NAMED.includes(source.attribute('protocol') ?? '');
}

/** True for an image that says what it is; an empty <backingStore> says that there is no other one. */
function isSaid(backingStore: XmlElement): boolean {
  return backingStore.attribute('type') !== undefined;
}

/** Whether a part is that of a device of a type. */
function isOf(type: string): (part: XmlElement) => boolean {
  return ({ parent }) => parent?.attribute('type') === type;
}

/** True for a channel that is an address in the network of the guest. */
function isForwarded(channel: XmlElement): boolean {
  return channel.child('target')?.attribute('type') === 'guestfwd';
}

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

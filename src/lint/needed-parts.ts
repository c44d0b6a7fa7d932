import type { DomainReader } from '../domain/domain-reader.js';
import { groupBy } from '../domain/group-by.js';
import { isSerialConsole } from '../domain/guest-bus.js';
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
  /** Which of several such children libvirt asks; default: one of them suffices. */
  readonly among?: 'each';
  /** `@name` or `<name>`. */
  readonly part: `@${string}` | `<${string}>`;
  /** The version of libvirt that is the first to do without. */
  readonly until?: string;
}

/** What hands characters on, to the host or to a place that `<source>` names. */
const CHARACTERS = ['serial', 'parallel', 'console', 'channel', 'redirdev', 'smartcard', 'rng/backend'];

/**
 * Types of those, and what their source has to say. libvirt itself gives a channel for an agent the path of
 * its socket, and USB redirection the name that it has on D-Bus; of a null modem it wants both ends or none.
 */
const SOURCES: readonly (Pick<NeededPart, 'types' | 'part' | 'when'> & {
  readonly devices?: readonly string[];
})[] = [
  { types: ['file', 'dev', 'pipe'], part: '@path' },
  { types: ['unix'], part: '@path', devices: CHARACTERS.filter((device) => device !== 'channel') },
  { types: ['unix'], part: '@path', devices: ['channel'], when: isForwarded },
  { types: ['nmdm'], part: '@master', when: (device) => device.child('source')?.attribute('slave') !== undefined },
  { types: ['nmdm'], part: '@slave', when: (device) => device.child('source')?.attribute('master') !== undefined },
  { types: ['tcp'], part: '@host' },
  { types: ['tcp'], part: '@service' },
  { types: ['udp'], part: '@service' },
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

/**
 * What libvirt 9.0 and 11.3 refuse a device without, or 11.3 alone where 9.0 does not know the device.
 *
 * @see https://libvirt.org/formatdomain.html#vhost-user-connection-with-passt-backend for what 11.1 does without
 */
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
  { device: 'interface', types: ['network', 'bridge', 'direct', 'internal'], part: '<source>' },
  { device: 'interface', types: ['network'], within: 'source', part: '@network' },
  { device: 'interface', types: ['bridge'], within: 'source', part: '@bridge' },
  { device: 'interface', types: ['direct'], within: 'source', part: '@dev' },
  { device: 'interface', types: ['vhostuser'], part: '<source>', when: isWithoutPasst },
  { device: 'interface', types: ['vhostuser'], within: 'source', part: '@path', when: isWithoutPasst },
  { device: 'interface', types: ['vhostuser'], within: 'source', part: '@type', until: '11.1' },
  { device: 'interface', types: ['vhostuser'], within: 'source', part: '@mode', until: '11.1' },
  { device: 'interface', types: ['vhostuser'], part: '<model>', until: '11.1' },
  { device: 'interface', types: ['hostdev'], part: '<source>' },
  { device: 'interface', types: ['hostdev'], within: 'source', part: '<address>' },
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
    when: isSomewhere,
  })),
];

/** Drives that may be empty. */
const REMOVABLE = /^(cdrom|floppy)$/;

/** A part, and how to look for it. Each has all of these, so that V8 knows one shape of them. */
interface Sought extends Pick<NeededPart, 'part'> {
  readonly types: NeededPart['types'] | undefined;
  readonly when: NeededPart['when'] | undefined;
  readonly within: NeededPart['within'] | undefined;
  readonly among: NeededPart['among'] | undefined;
  readonly until: NeededPart['until'] | undefined;
  readonly isIn: (element: XmlElement) => boolean;
}

/** What an element needs: whatever the type, and all of it for each type that needs more. */
export interface Needs {
  readonly always: readonly Sought[];
  readonly byType: ReadonlyMap<string, readonly Sought[]>;
}

/** Parts that one kind of element needs, by the type that decides. */
export function readNeeds(needed: readonly Omit<NeededPart, 'device'>[]): Needs {
  const parts = needed.map(({ part, types, when, within, among, until }): Sought => {
    return { part, types, when, within, among, until, isIn: seekPart(part) };
  });
  const types = [...new Set(parts.flatMap((part) => part.types ?? []))];
  const byType = new Map(types.map((type) => [type, parts.filter((part) => part.types?.includes(type) ?? true)]));
  return { always: parts.filter((part) => part.types === undefined), byType };
}

/** What a kind of device, or a child of it, needs. */
interface DeviceNeeds extends Needs {
  readonly path: string;
}

/** By the device, or a child of it. */
const NEEDS: readonly DeviceNeeds[] = [...groupBy(NEEDED_PARTS, ({ device }) => device)].map(([path, needed]) => ({
  path,
  ...readNeeds(needed),
}));

/** By the name of the device: its own needs, and those of children, by their names. */
const DEVICES: ReadonlyMap<string, readonly (readonly [child: string | undefined, needs: DeviceNeeds])[]> = new Map(
  [...groupBy(NEEDS, ({ path }) => path.split('/')[0] ?? '')].map(([name, all]) => [
    name,
    all.map((needs) => [needs.path === name ? undefined : needs.path.slice(name.length + 1), needs] as const),
  ]),
);

/** An element, and what it lacks; of which device, or of which child of one. */
export interface LackingPart {
  readonly element: XmlElement;
  readonly part: NeededPart['part'];
  readonly device: string;
  readonly until: string | undefined;
}

/** List what the devices of a domain lack. */
export function listLacking(domain: DomainReader): LackingPart[] {
  const lacking: LackingPart[] = [];
  for (const device of domain.listDevices()) {
    for (const [child, needs] of DEVICES.get(device.name) ?? []) {
      const element = child === undefined ? device : device.child(child);
      if (element !== undefined) addLacking(element, needs, domain, lacking);
    }
  }
  return lacking;
}

function addLacking(element: XmlElement, needs: DeviceNeeds, domain: DomainReader, lacking: LackingPart[]): void {
  const ofType = needs.byType.get(typeOf(element));
  const parts = ofType === undefined || isLetOff(element, domain) ? needs.always : ofType;
  for (const needed of parts) {
    for (const each of listWithout(element, needed)) {
      lacking.push({ element: each, part: needed.part, device: needs.path, until: needed.until });
    }
  }
}

/** The device or its children, of those that libvirt asks, without the part. */
function listWithout(device: XmlElement, { when, within, among, isIn }: Sought): readonly XmlElement[] {
  if (when !== undefined && !when(device)) return NONE;
  if (within === undefined) return isIn(device) ? NONE : [device];
  if (among === 'each') return device.childrenNamed(within).filter((child) => !isIn(child));
  const first = device.child(within);
  if (first === undefined || isIn(first)) return NONE;
  // Of two, libvirt reads the first one here and the last one there.
  return device.childrenNamed(within).some(isIn) ? NONE : [first];
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

/** False for a card whose other end libvirt starts itself, from 11.1 on; of its source libvirt asks nothing. */
function isWithoutPasst(card: XmlElement): boolean {
  return card.child('backend')?.attribute('type') !== 'passt';
}

/** False for a controller or a balloon that says that there is none, of which libvirt does not read where it is. */
function isSomewhere(device: XmlElement): boolean {
  return device.attribute('model') !== 'none';
}

/** Whether a part is that of a device of a type. */
function isOf(type: string): (part: XmlElement) => boolean {
  return ({ parent }) => parent?.attribute('type') === type;
}

/** True for a channel that is an address in the network of the guest. */
function isForwarded(channel: XmlElement): boolean {
  return channel.child('target')?.attribute('type') === 'guestfwd';
}

/** True for what needs no source: an empty drive, and a console that is a serial port once more. */
function isLetOff(device: XmlElement, domain: DomainReader): boolean {
  return isSerialConsole(device, domain) || REMOVABLE.test(device.attribute('device') ?? '');
}

/** The type that libvirt takes where none is said. */
export function typeOf(device: XmlElement): string {
  return device.attribute('type') ?? (device.name === 'filesystem' ? 'mount' : '');
}

/** How to tell whether an element has an attribute or a child. */
export function seekPart(part: NeededPart['part']): (element: XmlElement) => boolean {
  const [attribute, child] = [part.slice(1), part.slice(1, -1)];
  if (part.startsWith('@')) return (element) => element.attribute(attribute) !== undefined;
  return (element) => element.child(child) !== undefined;
}

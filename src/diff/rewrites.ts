import { type CpuRange, formatCpuRanges, listCpus, parseCpuRanges, subtractCpuRanges } from '../domain/cpuset.js';
import type { Meaning } from './meaning.js';
import { cpuSet } from './values.js';

/** Bring what libvirt can be told in two ways into one of them. */
export function rewrite(element: Meaning): void {
  if (element.name === 'address') {
    dropBus(element);
    fillHostAddress(element);
  }
  const path = pathOf(element);
  if (Object.hasOwn(REWRITES, path)) REWRITES[path]?.(element);
}

const REWRITES: Readonly<Record<string, (element: Meaning) => void>> = {
  domain: (domain) => {
    fillMemory(domain);
    fillBoot(domain);
    fillPlacement(domain);
    fillCells(domain);
    fillThreads(domain);
    dropStrayPins(domain);
  },
  'domain/clock': readAdjustment,
  'domain/vcpu': dropCurrent,
  'domain/metadata': dropUnnamespaced,
  'domain/memtune': dropUnlimited,
  'domain/cpu/numa': fillDistances,
  'domain/cputune': splitSchedulers,
  'domain/devices': (devices) => {
    for (const device of devices.children) dropEmptyAddress(device);
    foldConsole(devices);
    sortDisks(devices);
    sortVideos(devices);
  },
  'domain/devices/graphics': (graphics) => {
    dropPort(graphics);
    fillListen(graphics);
  },
  'domain/devices/interface': dropUnread,
  'domain/devices/disk': dropType,
};

function pathOf(element: Meaning): string {
  // No rewrite is deeper.
  const names = [element.name];
  for (let { parent } = element; parent !== undefined && names.length < 4; { parent } = parent)
    names.unshift(parent.name);
  return names.join('/');
}

/** Memory is what the NUMA cells and the memory devices add up to, and the current one all of it unless it is less. */
function fillMemory(domain: Meaning): void {
  const memory = childOf(domain, 'memory');
  const cells = childrenOf(childOf(childOf(domain, 'cpu'), 'numa'), 'cell');
  const sizes = cells.map((cell) => sizeOf(cell.attributes.get('memory')?.meaning));
  const modules = childrenOf(childOf(domain, 'devices'), 'memory').map((module) =>
    sizeOf(childOf(childOf(module, 'target'), 'size')?.text.meaning),
  );
  const total = sizes.length === 0 ? sizeOf(memory?.text.meaning) : sum([...sizes, ...modules]);
  const isSize = memory === undefined || sizeOf(memory.text.meaning) !== undefined;
  if (total === undefined || !isSize) return;
  setText(domain, 'memory', total);
  const current = childOf(domain, 'currentMemory');
  const size = sizeOf(current?.text.meaning);
  if (current === undefined || (size !== undefined && size > total)) setText(domain, 'currentMemory', total);
}

/** Without a word about booting libvirt boots from disk (virDomainDefPostParseOs). */
function fillBoot(domain: Meaning): void {
  const os = childOf(domain, 'os');
  const devices = childOf(domain, 'devices')?.children ?? [];
  if (os === undefined || childOf(os, 'type')?.text.meaning !== 'hvm' || childOf(os, 'boot') !== undefined) return;
  if (devices.some((device) => childOf(device, 'boot') !== undefined)) return;
  imply(os, 'boot', { dev: 'hd' });
}

/** vCPUs that are placed by hand nowhere follow the memory (virDomainDefPostParse and virDomainNumatunePlacement). */
function fillPlacement(domain: Meaning): void {
  const vcpu = childOf(domain, 'vcpu');
  const memory = childOf(childOf(domain, 'numatune'), 'memory');
  if (vcpu === undefined || memory?.attributes.get('placement')?.meaning !== 'auto') return;
  if (!vcpu.attributes.has('cpuset')) vcpu.attributes.set('placement', { meaning: 'auto', written: 'auto' });
}

/** vCPUs that belong to no NUMA cell belong to the first one (virDomainNumaFillCPUsInNode). */
function fillCells(domain: Meaning): void {
  const cells = childrenOf(childOf(childOf(domain, 'cpu'), 'numa'), 'cell');
  const count = Number(childOf(domain, 'vcpu')?.text.meaning);
  const [first] = cells;
  const cpus = first?.attributes.get('cpus');
  if (cpus === undefined || !(count <= MAX_THREADS)) return;
  const placed = parseCpuRanges(cells.flatMap((cell) => cell.attributes.get('cpus')?.meaning ?? []).join(','));
  if (placed === undefined) return;
  const others = subtractCpuRanges([[0, count - 1]], placed);
  if (others.length === 0) return;
  const meaning = cpuSet(`${cpus.meaning},${formatCpuRanges(others)}`);
  first?.attributes.set('cpus', { meaning, written: cpus.written });
}

/** Without a port libvirt chooses the bus as well (virDomainVirtioSerialAddrNext). */
function dropBus(address: Meaning): void {
  const { attributes } = address;
  if (attributes.get('type')?.meaning === 'virtio-serial' && !attributes.has('port')) attributes.delete('bus');
}

/** An address that names neither bus nor slot is chosen by libvirt (virPCIDeviceAddressIsEmpty). */
function dropEmptyAddress(device: Meaning): void {
  device.children = device.children.filter(
    ({ name, attributes }) =>
      name !== 'address' ||
      attributes.get('type')?.meaning !== 'pci' ||
      ['domain', 'bus', 'slot'].some((part) => (attributes.get(part)?.meaning ?? '0') !== '0'),
  );
}

/** What libvirt reads of an interface depends on its type and its model (virDomainNetDefParseXML). */
function dropUnread(device: Meaning): void {
  const type = device.attributes.get('type')?.meaning ?? '';
  const model = childOf(device, 'model')?.attributes.get('type')?.meaning ?? '';
  const isVirtio = type !== 'hostdev' && model.startsWith('virtio');
  const isFiltered = ['ethernet', 'network', 'bridge'].includes(type);
  device.children = device.children.filter(
    ({ name }) => (name !== 'driver' || isVirtio || type === 'hostdev') && (name !== 'filterref' || isFiltered),
  );
  if (type === 'hostdev')
    for (const name of ['queues', 'txmode', 'ioeventfd', 'event_idx']) {
      childOf(device, 'driver')?.attributes.delete(name);
    }
  if (!isVirtio) childOf(device, 'backend')?.attributes.delete('vhost');
}

/** What of a host address is absent is 0 (virPCIDeviceAddressParseXML). */
function fillHostAddress({ parent: source, attributes }: Meaning): void {
  const device = source?.parent;
  if (source?.name !== 'source' || device?.attributes.get('type')?.meaning !== HOST_TYPES[device?.name ?? '']) return;
  for (const name of ['domain', 'bus', 'slot', 'function']) {
    if (!attributes.has(name)) attributes.set(name, { meaning: '0', written: '0' });
  }
}

/** The types of devices that take a PCI function of the host. */
const HOST_TYPES: Readonly<Record<string, string>> = { hostdev: 'pci', interface: 'hostdev', disk: 'nvme' };

/** A drive without a medium has no kind of source. */
function dropType(disk: Meaning): void {
  if (childOf(disk, 'source') === undefined && disk.attributes.get('type')?.meaning === 'volume') {
    disk.attributes.delete('type');
  }
}

/** A clock that is adjusted is a variable one (virDomainClockDefParseXML). */
function readAdjustment({ attributes }: Meaning): void {
  const offset = attributes.get('offset');
  const isFixed = offset?.meaning === 'utc' || offset?.meaning === 'localtime';
  if (!isFixed || !/^-?[0-9]+$/.test(attributes.get('adjustment')?.meaning ?? '')) return;
  attributes.set('basis', offset);
  attributes.set('offset', { meaning: 'variable', written: offset.written });
}

function dropCurrent(vcpu: Meaning): void {
  if (vcpu.attributes.get('current')?.meaning === vcpu.text.meaning) vcpu.attributes.delete('current');
}

/** A pin of a vCPU that the guest does not have is read past (virDomainVcpuPinDefParseXML). */
function dropStrayPins(domain: Meaning): void {
  const cputune = childOf(domain, 'cputune');
  const count = Number(childOf(domain, 'vcpu')?.text.meaning ?? '1');
  if (cputune === undefined || !Number.isInteger(count)) return;
  cputune.children = cputune.children.filter(
    ({ name, attributes }) => name !== 'vcpupin' || !(Number(attributes.get('vcpu')?.meaning) >= count),
  );
}

/** libvirt keeps one scheduler for each CPU or thread. */
function splitSchedulers(cputune: Meaning): void {
  const taken: Record<string, readonly CpuRange[]> = {};
  cputune.children = cputune.children.flatMap((child) => {
    const name = { vcpusched: 'vcpus', iothreadsched: 'iothreads' }[child.name];
    const value = name === undefined ? undefined : child.attributes.get(name);
    const ranges = parseCpuRanges(value?.meaning ?? '');
    if (name === undefined || value === undefined || ranges === undefined) return child;
    // A member of two is refused by libvirt; here it must not multiply.
    const before = taken[name] ?? [];
    const own = subtractCpuRanges(ranges, before);
    taken[name] = parseCpuRanges(formatCpuRanges([...before, ...own])) ?? [];
    return listCpus(own).map((member) => ({
      ...child,
      attributes: new Map([...child.attributes, [name, { ...value, meaning: String(member) }]]),
    }));
  });
}

/**
 * The first console of an x86 guest is its first serial port by another name, whatever it says of itself
 * (virDomainDefAddConsoleCompat), if it is a console at all.
 */
function foldConsole(devices: Meaning): void {
  const console = childOf(devices, 'console');
  const type = childOf(console, 'target')?.attributes.get('type')?.meaning ?? 'serial';
  if (console === undefined || type !== 'serial' || !isCharacterDevice(console)) return;
  const serial = childOf(devices, 'serial');
  devices.children = devices.children.filter((child) => child !== console);
  if (serial === undefined) {
    childOf(console, 'target')?.attributes.delete('type');
    devices.children.push({ ...console, name: 'serial' });
  }
}

/** @see virDomainChr in libvirt 9.0.0 */
function isCharacterDevice({ attributes }: Meaning): boolean {
  return CHARACTER_DEVICES.includes(attributes.get('type')?.meaning ?? '');
}

const CHARACTER_DEVICES = [
  ...['', 'null', 'vc', 'pty', 'dev', 'file', 'pipe', 'stdio', 'udp', 'tcp', 'unix', 'spicevmc', 'spiceport', 'nmdm'],
  ...['qemu-vdagent', 'dbus'],
];

/** libvirt keeps the disks of a bus together, by their names (virDomainDiskInsert). */
function sortDisks(devices: Meaning): void {
  const buses = new Map<string, Meaning[]>();
  for (const disk of childrenOf(devices, 'disk')) {
    const target = childOf(disk, 'target')?.attributes;
    // Without a bus the name tells it (virDomainDiskDefParseXML).
    const bus = target?.get('bus')?.meaning ?? DEFAULT_BUSES[target?.get('dev')?.meaning.slice(0, 2) ?? ''] ?? '';
    const group = buses.get(bus);
    if (group === undefined) buses.set(bus, [disk]);
    else group.push(disk);
  }
  const nameOf = (disk: Meaning) => childOf(disk, 'target')?.attributes.get('dev')?.meaning ?? '';
  const sorted = [...buses.values()].flatMap((disks) =>
    disks.sort((a, b) => nameOf(a).length - nameOf(b).length || (nameOf(a) < nameOf(b) ? -1 : 1)),
  );
  devices.children = [...devices.children.filter(({ name }) => name !== 'disk'), ...sorted];
}

const DEFAULT_BUSES: Readonly<Record<string, string>> = { fd: 'fdc', hd: 'ide', sd: 'scsi', vd: 'virtio', xv: 'xen' };

/** The primary video device is the first one. */
function sortVideos(devices: Meaning): void {
  const isPrimary = (device: Meaning) =>
    device.name === 'video' && childOf(device, 'model')?.attributes.get('primary')?.meaning === 'yes';
  const primary = devices.children.find(isPrimary);
  if (primary !== undefined) devices.children = [primary, ...devices.children.filter((device) => device !== primary)];
  for (const video of childrenOf(devices, 'video')) childOf(video, 'model')?.attributes.delete('primary');
}

/** A port that is chosen on each start is none, whatever is written. */
function dropPort(graphics: Meaning): void {
  const listens = childrenOf(graphics, 'listen').map(({ attributes }) => attributes.get('type')?.meaning);
  if (listens[0] === 'none') for (const name of ['port', 'tlsPort', 'autoport']) graphics.attributes.delete(name);
  if (graphics.attributes.get('autoport')?.meaning !== 'yes') return;
  for (const name of ['port', 'tlsPort']) {
    const port = graphics.attributes.get(name);
    if (port === undefined || !/^-?[0-9]+$/.test(port.meaning)) continue;
    graphics.attributes.set(name, { meaning: '-1', written: port.written });
  }
}

/** Where to listen can be said by attributes and by an element; libvirt writes both. A socket wins. */
function fillListen(graphics: Meaning): void {
  const [address, socket] = [graphics.attributes.get('listen'), graphics.attributes.get('socket')];
  const listen = childOf(graphics, 'listen');
  const said = listen?.attributes.get('address')?.meaning;
  graphics.attributes.delete('listen');
  if (said !== undefined && address !== undefined && said !== address.meaning) {
    // libvirt refuses two that contradict each other; to keep them both is to be like neither.
    listen?.attributes.set('address', { meaning: `${said} ${address.meaning}`, written: said });
  }
  graphics.attributes.delete('socket');
  if (socket !== undefined) {
    graphics.children = graphics.children.filter(({ name }) => name !== 'listen');
    imply(graphics, 'listen', { type: 'socket', socket: socket.written }, false);
  } else if (address !== undefined && listen === undefined) {
    imply(graphics, 'listen', { type: 'address', address: address.written }, false);
  }
}

/** libvirt numbers the I/O threads that have no number (virDomainIOThreadIDDefArrayInit). */
function fillThreads(domain: Meaning): void {
  const count = Number(childOf(domain, 'iothreads')?.text.meaning ?? 0);
  const ids = childOf(domain, 'iothreadids');
  if (ids === undefined || !(count <= MAX_THREADS)) return;
  const taken = new Set(ids.children.map(({ attributes }) => attributes.get('id')?.meaning));
  for (let id = 1; taken.size < count; id += 1) {
    if (taken.has(String(id))) continue;
    taken.add(String(id));
    imply(ids, 'iothread', { id: String(id) });
  }
  const threads = childOf(domain, 'iothreads');
  if (threads !== undefined) threads.text = { meaning: String(taken.size), written: threads.text.written };
}

/** Keeps a number in a document from filling memory. */
const MAX_THREADS = 1 << 12;

/** libvirt keeps one element of each namespace, and none without (virXMLNodeSanitizeNamespaces). */
function dropUnnamespaced(metadata: Meaning): void {
  const seen = new Set(['']);
  metadata.children = metadata.children.filter(({ element: { namespace } }) => {
    const isKept = !seen.has(namespace);
    seen.add(namespace);
    return isKept;
  });
}

/** A limit of this size is none (virMemoryLimitIsSet). */
function dropUnlimited(memtune: Meaning): void {
  const unlimited = ((1n << 63n) - 1n) / 1024n;
  memtune.children = memtune.children.filter(({ text }) => (sizeOf(text.meaning) ?? 0n) / 1024n < unlimited);
}

/** A distance holds in both directions, unless the other says otherwise; to itself it is 10. */
function fillDistances(numa: Meaning): void {
  const cells = new Map(childrenOf(numa, 'cell').map((cell, index) => [idOf(cell) ?? String(index), cell] as const));
  const given = [...cells].flatMap(([from, cell]) =>
    childrenOf(childOf(cell, 'distances'), 'sibling').map((sibling) => ({ from, to: idOf(sibling) ?? '', sibling })),
  );
  const known = new Set(given.map(({ from, to }) => `${from} ${to}`));
  const fill = (from: string, to: string, value: string) => {
    const cell = cells.get(from);
    if (cell === undefined || known.has(`${from} ${to}`)) return;
    known.add(`${from} ${to}`);
    imply(childOf(cell, 'distances') ?? imply(cell, 'distances', {}), 'sibling', { id: to, value });
  };
  for (const { from, to, sibling } of given) {
    fill(from, from, '10');
    fill(to, to, '10');
    fill(to, from, sibling.attributes.get('value')?.meaning ?? '');
  }
}

function idOf({ attributes }: Meaning): string | undefined {
  return attributes.get('id')?.meaning;
}

function childOf(element: Meaning | undefined, name: string): Meaning | undefined {
  return element?.children.find((child) => child.name === name);
}

function childrenOf(element: Meaning | undefined, name: string): Meaning[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

function sizeOf(text: string | undefined): bigint | undefined {
  return text !== undefined && /^[0-9]+$/.test(text) ? BigInt(text) : undefined;
}

function sum(sizes: readonly (bigint | undefined)[]): bigint | undefined {
  return sizes.includes(undefined) ? undefined : (sizes as bigint[]).reduce((total, size) => total + size, 0n);
}

function setText(parent: Meaning, name: string, bytes: bigint): void {
  const meaning = String(bytes);
  const child = childOf(parent, name);
  const written = child?.text.written ?? `${bytes / 1024n} KiB`;
  (child ?? imply(parent, name, {})).text = { meaning, written };
}

function imply(parent: Meaning, name: string, attributes: Readonly<Record<string, string>>, isImplied = true): Meaning {
  const child: Meaning = {
    name,
    parent,
    attributes: new Map(Object.entries(attributes).map(([key, value]) => [key, { meaning: value, written: value }])),
    text: { meaning: '', written: '' },
    children: [],
    position: 0,
    isImplied,
    element: parent.element,
  };
  parent.children.push(child);
  return child;
}

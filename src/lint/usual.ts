import { CANONICAL_UUID } from '../domain/uuid.js';
import { readNames } from '../domain/vocabulary.js';
import { VOCABULARY } from '../domain/vocabulary-table.js';
import type { Oddity } from './oddities.js';

/** Digits without white space behind them: as GiB and all smaller units less than the 8 EiB that libvirt can count. */
const USUAL_NUMBER = /^\s*[1-9]\d{0,8}$/;

/** The basics of a domain, which each one has, as paths from the root on. */
export const BASICS = ['name', 'memory', 'os/type'];

/** Texts that most domains have, by place, and what any other one is. */
export const USUAL_TEXTS: readonly (readonly [path: string, usual: RegExp, oddity: Oddity])[] = [
  ['domain/name', /^\w[\w .()+-]*$/, 'basics'],
  // As KiB no less than a guest can do with.
  ['domain/memory', /^\s*[1-9]\d{5,8}$/, 'basics'],
  ['domain/memory', USUAL_NUMBER, 'number'],
  ['domain/currentMemory', USUAL_NUMBER, 'number'],
  ['domain/maxMemory', USUAL_NUMBER, 'number'],
  ['domain/memtune/hard_limit', USUAL_NUMBER, 'number'],
  ['domain/memtune/soft_limit', USUAL_NUMBER, 'number'],
  ['domain/memtune/swap_hard_limit', USUAL_NUMBER, 'number'],
  ['domain/features/smm/tseg', USUAL_NUMBER, 'number'],
  ['domain/iothreads', USUAL_NUMBER, 'number'],
  ['domain/vcpu', /^\s*[1-9]\d?$/, 'number'],
  ['domain/os/type', /^hvm$/, 'basics'],
  ['domain/on_poweroff', /^destroy$/, 'basics'],
  ['domain/on_reboot', /^(destroy|restart)$/, 'basics'],
  ['domain/on_crash', /^(destroy|restart|preserve)$/, 'basics'],
  ['domain/devices/emulator', /^\//, 'basics'],
  ['domain/uuid', CANONICAL_UUID, 'uuid'],
  ['domain/genid', CANONICAL_UUID, 'uuid'],
  // Odd wherever there is one: the UUID that it may say is in an entry, a few levels below.
  ['domain/sysinfo', CANONICAL_UUID, 'uuid'],
];

/** Addresses in the guest and on the host. One of a device that libvirt does not know is at the place `address`. */
const ADDRESSES = [
  ...readNames(VOCABULARY.find(([path]) => path === 'domain/devices')?.[2] ?? '').keys(),
  ...['hostdev', 'interface', 'disk'].map((device) => `${device}/source`),
].map((path) => `domain/devices/${path}/address`);

/** Values that most domains have at a place. */
type UsualValues = readonly [path: string, attribute: string, values: ReadonlySet<string>, oddity: Oddity];

/** List values that most domains have, by place and attribute, and what any other one is. */
export function listUsualValues(): UsualValues[] {
  const [none, counts, sizes] = [new Set<string>(), new Set(count(100, String)), new Set(['256', '512', '1024'])];
  const parts = {
    domain: new Set(['0x0000', '0x0', '0']),
    bus: new Set([...count(256, hex), ...count(10, String)]),
    slot: new Set([...count(32, hex), ...count(10, String)]),
    function: new Set([...count(8, (number) => `0x${number}`), ...count(8, String)]),
  };
  const assigned = new Set(['pci', 'drive', 'usb', 'virtio-serial', 'ccid', 'isa', 'dimm', 'ccw', 'spapr-vio', 'mdev']);
  const answers = new Set(['yes', 'no']);
  const units = new Set(['b', 'bytes', 'KiB', 'MiB', 'GiB']);
  return [
    ['domain', 'type', new Set(['kvm', 'qemu']), 'basics'],
    ['domain/vcpu', 'current', none, 'number'],
    // Odd whatever it is: there are few domains with cells, and the rules look at each.
    ['domain/cpu/numa/cell', 'memory', none, 'number'],
    ['domain/cpu/numa/cell', 'unit', units, 'number'],
    ['domain/os/bootmenu', 'timeout', new Set(['3000', '5000', '10000']), 'number'],
    ['domain/devices/hostdev', 'managed', answers, 'value'],
    ['domain/devices/interface', 'managed', answers, 'value'],
    ['domain/devices/hostdev/address', 'type', new Set(['pci']), 'address'],
    // One of model "none" needs no type of its address, but the rule about that asks for one.
    ['domain/devices/hostdev', 'model', new Set(['vfio-pci', 'vfio-ap', 'vfio-ccw']), 'address'],
    ...ADDRESSES.filter((path) => path !== 'domain/devices/hostdev/address').map(
      (path) => [path, 'type', assigned, 'address'] as const,
    ),
    // Of a device of USB it says numbers that are no PCI address.
    ['domain/devices/hostdev/source/address', 'device', none, 'address'],
    ['domain/devices/hostdev/source/vendor', 'id', none, 'address'],
    ['domain/devices/hostdev/source/product', 'id', none, 'address'],
    ['domain/devices/controller', 'index', counts, 'number'],
    ['domain/devices/disk/driver', 'queues', counts, 'number'],
    ['domain/devices/interface/driver', 'queues', counts, 'number'],
    ['domain/devices/interface/driver', 'rx_queue_size', sizes, 'number'],
    ['domain/devices/interface/driver', 'tx_queue_size', sizes, 'number'],
    ...USUAL_TEXTS.filter(([, , oddity]) => oddity === 'number').map(
      ([path]) => [path, 'unit', units, 'number'] as const,
    ),
    ...['address', ...ADDRESSES].flatMap((path) =>
      Object.entries(parts).map(([name, values]) => [path, name, values, 'address'] as const),
    ),
  ];
}

function hex(number: number): string {
  return `0x${number.toString(16).padStart(2, '0')}`;
}

function count(end: number, write: (number: number) => string): string[] {
  return Array.from({ length: end }, (_, number) => write(number));
}

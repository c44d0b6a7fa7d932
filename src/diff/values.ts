import { formatCpuRanges, parseCpuRanges } from '../domain/cpuset.js';
import { readNumber } from '../domain/number.js';
import type { Meaning, Value } from './meaning.js';
import { PatternTable } from './pattern.js';

/** Returns the one spelling of a value; the text itself where it is none of its kind. */
type Spelling = (text: string) => string;

/**
 * Write a number in decimal, whether it was decimal, hexadecimal or octal.
 *
 * @see virStrToLong_ull in libvirt 9.0.0
 */
const number: Spelling = (text) => {
  const digits = text.trim();
  if (readNumber(digits) === undefined) return text;
  return BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits}` : digits).toString();
};

/** Write a set of CPUs or NUMA nodes as ascending ranges: `0-3,^2,8` is `0-1,3,8`. */
export const cpuSet: Spelling = (text) => {
  const ranges = parseCpuRanges(text);
  return ranges === undefined ? text : formatCpuRanges(ranges);
};

const macAddress: Spelling = (text) =>
  text
    .toLowerCase()
    .split(':')
    .map((part) => part.padStart(2, '0'))
    .join(':');

const uuid: Spelling = (text) => text.toLowerCase().replace(/[\s-]/g, '');

const lowerCase: Spelling = (text) => text.toLowerCase();

/** Write a number that is decimal also where it begins with a zero. */
const decimal: Spelling = (text) => (/^[0-9]+$/.test(text) ? BigInt(text).toString() : text);

/** Write the path of a file without empty parts. */
const filePath: Spelling = (text) => text.replace(/\/{2,}/g, '/');

/** Write permissions, which are octal with or without a zero. */
const mode: Spelling = (text) => text.replace(/^0+(?=[0-7])/, '');

/** Write the version of a USB device, `2.0` as `2.00`. */
const usbVersion: Spelling = (text) => (/^[0-9]+\.[0-9]$/.test(text) ? `${text}0` : text);

/** Write an iSCSI target with its unit, 0 where it has none. */
const iscsiTarget: Spelling = (text) => (text.includes('/') ? text : `${text}/0`);

/** Write the size of video memory of QXL as the power of two that libvirt makes of it. */
const videoMemory: Spelling = (text) =>
  /^[1-9][0-9]{0,9}$/.test(text) ? String(2 ** Math.ceil(Math.log2(Number(text)))) : text;

/** Values that have more than one spelling. */
const SPELLINGS = {
  number: [
    '**/address/@*',
    '**/vendor/@id',
    '**/product/@id',
    '**/boot/@order',
    '**/@index',
    '**/target/@chassis',
    '**/target/@chassisNr',
    '**/target/@busNr',
    '**/target/@port',
    '**/target/node',
    '**/@iobase',
    '**/@irq',
  ],
  cpuSet: [
    'vcpu/@cpuset',
    'cputune/*/@cpuset',
    'cputune/*/@vcpus',
    'cputune/*/@iothreads',
    'numatune/*/@nodeset',
    'memoryBacking/hugepages/page/@nodeset',
    'cpu/numa/cell/@cpus',
    'devices/memory/source/nodemask',
  ],
  macAddress: ['devices/interface/mac/@address'],
  uuid: ['uuid', 'genid', '**/address/@uuid', '**/secret/@uuid', 'sysinfo/system/entry[name=uuid]'],
  lowerCase: ['devices/interface/model/@type'],
  mode: ['devices/filesystem/@fmode', 'devices/filesystem/@dmode'],
  decimal: ['vcpu', 'iothreads', 'cputune/vcpupin/@vcpu', 'cputune/iothreadpin/@iothread', 'cpu/topology/@*'],
  filePath: ['devices/input[type=evdev]/source/@dev'],
  usbVersion: ['devices/redirfilter/usbdev/@version'],
  iscsiTarget: ['**/source[protocol=iscsi]/@name'],
  videoMemory: ['ram', 'vram', 'vram64', 'vgamem'].map((name) => `devices/video/model[type=qxl]/@${name}`),
};

const FUNCTIONS = {
  number,
  cpuSet,
  macAddress,
  uuid,
  lowerCase,
  mode,
  usbVersion,
  iscsiTarget,
  videoMemory,
  decimal,
  filePath,
};

const spellings = new PatternTable<Spelling>(
  Object.entries(SPELLINGS).flatMap(([kind, patterns]) =>
    patterns.map((pattern) => [pattern, FUNCTIONS[kind as keyof typeof FUNCTIONS]] as const),
  ),
);

/** A size that a unit belongs to. */
interface Size {
  /** The attribute that holds it, undefined for the text. */
  readonly value?: string;
  /** The attribute that holds the unit, `unit` unless said. */
  readonly unit?: string;
  /** The unit where none is given. */
  readonly defaultUnit: string;
}

/** Sizes with a unit. */
const SIZES = new PatternTable<Size>([
  ['memory', { defaultUnit: 'KiB' }],
  ['currentMemory', { defaultUnit: 'KiB' }],
  ['maxMemory', { defaultUnit: 'KiB' }],
  ['memtune/*', { defaultUnit: 'KiB' }],
  ['memoryBacking/hugepages/page', { value: 'size', defaultUnit: 'KiB' }],
  ['features/smm/tseg', { defaultUnit: 'MiB' }],
  ['cputune/cachetune/cache', { value: 'size', defaultUnit: 'B' }],
  ['cpu/numa/cell', { value: 'memory', defaultUnit: 'KiB' }],
  ['cpu/numa/cell/cache/size', { value: 'value', defaultUnit: 'KiB' }],
  ['cpu/numa/cell/cache/line', { value: 'value', defaultUnit: 'KiB' }],
  ['cpu/numa/interconnects/bandwidth', { value: 'value', defaultUnit: 'KiB' }],
  ['devices/controller/pcihole64', { defaultUnit: 'KiB' }],
  ['devices/shmem/size', { defaultUnit: 'B' }],
  ['devices/memory/source/pagesize', { defaultUnit: 'KiB' }],
  ['devices/memory/target/*', { defaultUnit: 'KiB' }],
  ['devices/memory/target/label/size', { defaultUnit: 'KiB' }],
  ['**/metadata_cache/max_size', { defaultUnit: 'B' }],
  ['devices/filesystem/space_hard_limit', { defaultUnit: 'B' }],
  ['devices/filesystem/space_soft_limit', { defaultUnit: 'B' }],
  ['devices/filesystem/source', { value: 'usage', unit: 'units', defaultUnit: 'KiB' }],
]);

/** Give the attributes of an element their one spelling, and a size the unit that belongs to it. */
export function readAttributes(element: Meaning): void {
  for (const [name, { meaning, written }] of element.attributes) {
    const spell = spellings.find(element, name);
    if (spell !== undefined) element.attributes.set(name, { meaning: spell(meaning), written });
  }
  const size = SIZES.find(element);
  if (size === undefined) return;
  const unitName = size.unit ?? 'unit';
  const unit = element.attributes.get(unitName);
  const value = size.value === undefined ? element.text : element.attributes.get(size.value);
  if (value === undefined || value.meaning === '') return;
  element.attributes.delete(unitName);
  const written = unit === undefined ? value.written : `${value.written} ${unit.written}`;
  const bytes = readBytes(value.meaning, unit?.written ?? size.defaultUnit);
  // libvirt keeps whole KiB, rounded up (virDomainParseMemory, libvirt 9.0).
  const rounded = bytes === undefined || size.defaultUnit === 'B' ? bytes : ((bytes + 1023n) / 1024n) * 1024n;
  const read = { meaning: rounded?.toString() ?? written, written };
  if (size.value === undefined) element.text = read;
  else element.attributes.set(size.value, read);
}

/** Give the text of an element its one spelling. */
export function readText(element: Meaning, text: string): Value {
  return { meaning: spellings.find(element)?.(text) ?? text, written: text };
}

/**
 * Bytes in a size with a unit, undefined for an unknown one.
 *
 * @see virScaleInteger in libvirt 9.0.0
 */
function readBytes(digits: string, unit: string): bigint | undefined {
  if (!/^[0-9]+$/.test(digits)) return undefined;
  if (/^(b|bytes?)$/i.test(unit)) return BigInt(digits);
  const [, prefix = '', suffix = ''] = /^([kmgtpe])(b|ib)?$/i.exec(unit) ?? [];
  const exponent = 'kmgtpe'.indexOf(prefix.toLowerCase()) + 1;
  if (prefix === '') return undefined;
  return BigInt(digits) * (suffix.toLowerCase() === 'b' ? 1000n : 1024n) ** BigInt(exponent);
}

import type { Meaning } from './meaning.js';
import { PatternTable } from './pattern.js';

/** How the elements of a list are told apart. */
export interface List {
  /**
   * Ways to tell them apart, the best first. Each is a list of paths below the element (`@type`, `target/@dev`, `key` for
   * the text of a child). An element that lacks one of them cannot be told apart this way, unless it ends with `?`; of those
   * that end with `+` it needs one.
   */
  readonly by: readonly (readonly string[])[];
  /** What people call it, where that is not the first way. */
  readonly name?: readonly string[];
  /** True where the order means something as well. */
  /** What puts an element at its place: one of which this is another is not called moved as well. */
  readonly placedBy?: readonly string[];
  readonly isOrdered?: (elements: readonly Meaning[]) => boolean;
}

const always = () => true;

/** What of the host a `<hostdev>` takes. */
const HOST_DEVICE = [
  ...['@domain', '@bus', '@slot', '@function', '@device', '@port', '@uuid', '@target', '@unit'].map(
    (name) => `source/address/${name}+`,
  ),
  ...['adapter/@name', 'host/@name', 'vendor/@id', 'product/@id', 'block', 'char', 'interface', '@name', '@wwpn'].map(
    (path) => `source/${path}+`,
  ),
];

/** How elements that may be there more than once are told apart; of others the order counts. */
export const LISTS: ReadonlyMap<string, List> = new Map<string, List>([
  [
    'devices/disk',
    {
      placedBy: ['target/@bus?', 'target/@dev?'],
      by: [['target/@dev'], ['source/@file'], ['source/@dev']],
      isOrdered: (disks) => !disks.some((disk) => disk.children.some(({ name }) => name === 'boot')),
    },
  ],
  [
    'devices/controller',
    {
      by: [
        ['@type', '@index', '@model?'],
        ['@type', '@index'],
      ],
      name: ['@type', '@index'],
    },
  ],
  ['devices/interface', { by: [['mac/@address']], isOrdered: always }],
  ['devices/hostdev', { by: [['@type', ...HOST_DEVICE]], isOrdered: always }],
  ['devices/filesystem', { by: [['target/@dir']] }],
  ['devices/serial', { by: [['target/@port']] }],
  ['devices/parallel', { by: [['target/@port']] }],
  ['devices/console', { by: [['target/@type', 'target/@port']] }],
  ['devices/channel', { by: [['target/@name'], ['target/@type', 'target/@address?', 'target/@port?']] }],
  ['devices/input', { by: [['@type', '@bus', 'source/@dev?', 'source/@evdev?']] }],
  ['devices/graphics', { by: [['@type']] }],
  ['devices/channel/source', { by: [['@mode']] }],
  ['**/source', { by: [['@mode']] }],
  ['devices/audio', { by: [['@id']] }],
  ['devices/shmem', { by: [['@name']] }],
  ['devices/lease', { by: [['lockspace', 'key']] }],
  ['devices/watchdog', { by: [['@model']] }],
  ['devices/panic', { by: [['@model']] }],
  ['devices/memballoon', { by: [['@model']] }],
  ['cpu/feature', { by: [['@name']] }],
  ['cpu/numa/cell', { by: [['@id']] }],
  ['cpu/numa/cell/distances/sibling', { by: [['@id']] }],
  ['cpu/numa/cell/cache', { by: [['@level']] }],
  ['cpu/numa/interconnects/*', { by: [['@initiator', '@target', '@cache?', '@type']] }],
  ['clock/timer', { by: [['@name']] }],
  ['cputune/vcpupin', { by: [['@vcpu']] }],
  ['cputune/iothreadpin', { by: [['@iothread']] }],
  ['cputune/vcpusched', { by: [['@vcpus']] }],
  ['cputune/iothreadsched', { by: [['@iothreads']] }],
  ['cputune/cachetune', { by: [['@vcpus']] }],
  ['cputune/cachetune/*', { by: [['@id?', '@level', '@type?', '@vcpus?']] }],
  ['cputune/memorytune', { by: [['@vcpus']] }],
  ['cputune/memorytune/node', { by: [['@id']] }],
  ['numatune/memnode', { by: [['@cellid']] }],
  ['vcpus/vcpu', { by: [['@id']] }],
  ['iothreadids/iothread', { by: [['@id']] }],
  ['perf/event', { by: [['@name']] }],
  ['blkiotune/device', { by: [['path']] }],
  ['memoryBacking/hugepages/page', { by: [['@nodeset']] }],
  ['os/firmware/feature', { by: [['@name']] }],
  ['os/initenv', { by: [['@name']] }],
  ['os/boot', { by: [], name: ['@dev'], isOrdered: always }],
  ['sysinfo', { by: [['@type']] }],
  ['sysinfo/baseBoard', { by: [], isOrdered: always }],
  ['sysinfo/*/entry', { by: [['@name']] }],
  ['sysinfo[type=fwcfg]/entry', { by: [['@name']] }],
  ['sysinfo/oemStrings/entry', { by: [], isOrdered: always }],
  ['seclabel', { by: [['@model'], ['@type']] }],
  ['**/seclabel', { by: [['@model']] }],
  ['idmap/*', { by: [['@start']] }],
  ['metadata/*', { by: [] }],
  ['devices/graphics/channel', { by: [['@name']] }],
  ['devices/interface/filterref/parameter', { by: [['@name']] }],
  ['**/cookie', { by: [['@name']] }],
  ['features/capabilities/*', { by: [] }],
  ['qemu:commandline/qemu:arg', { by: [], name: ['@value'], isOrdered: always }],
  ['qemu:commandline/qemu:env', { by: [['@name']] }],
  ['qemu:capabilities/*', { by: [['@capability']] }],
  ['qemu:override/qemu:device', { by: [['@alias']] }],
  ['qemu:override/qemu:device/qemu:frontend/qemu:property', { by: [['@name']] }],
]);

/** The same, to be asked of an element. */
export const lists = new PatternTable(LISTS);

/** What an element is, by one way of telling; undefined where it lacks a part. */
export function identify(element: Meaning, paths: readonly string[]): string | undefined {
  const parts = paths.map((path) => ({
    need: NEEDS[path.at(-1) ?? ''],
    value: select(element, path.replace(/[?+]$/, '')),
  }));
  if (parts.some(({ need, value }) => need === undefined && value === undefined)) return undefined;
  const some = parts.filter(({ need }) => need === 'one');
  if (some.length > 0 && some.every(({ value }) => value === undefined)) return undefined;
  return parts.map(({ value }) => value ?? '').join('\n');
}

const NEEDS: Readonly<Record<string, 'none' | 'one'>> = { '?': 'none', '+': 'one' };

function select(element: Meaning, path: string): string | undefined {
  let current: Meaning | undefined = element;
  for (const name of path.split('/')) {
    if (name.startsWith('@')) return current?.attributes.get(name.slice(1))?.meaning;
    current = current?.children.find((child) => child.name === name);
  }
  return current?.text.meaning;
}

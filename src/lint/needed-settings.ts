import type { DomainReader } from '../domain/domain-reader.js';
import type { XmlElement } from '../xml/node.js';
import { type NeededPart, seekPart } from './needed-parts.js';

/** What libvirt wants of an element that is part of no device. */
export interface NeededSetting {
  /** The blocks that libvirt reads, as a path from the domain on. */
  readonly blocks: string;
  /** The path from a block to the elements, of which libvirt reads all; default: the block itself. */
  readonly list?: string;
  readonly parts: readonly NeededPart['part'][];
}

/** What libvirt 9.0 and 11.3 refuse a domain without. What other rules say, such as the CPUs of a pin, is not among it. */
export const NEEDED_SETTINGS: readonly NeededSetting[] = [
  { blocks: 'cputune', list: 'vcpupin', parts: ['@vcpu'] },
  { blocks: 'cputune', list: 'iothreadpin', parts: ['@iothread'] },
  { blocks: 'cputune', list: 'vcpusched', parts: ['@vcpus', '@scheduler'] },
  { blocks: 'cputune', list: 'iothreadsched', parts: ['@iothreads', '@scheduler'] },
  { blocks: 'cputune', list: 'emulatorsched', parts: ['@scheduler'] },
  { blocks: 'cputune', list: 'cachetune', parts: ['@vcpus'] },
  { blocks: 'cputune', list: 'cachetune/cache', parts: ['@id', '@level', '@type', '@size'] },
  { blocks: 'cputune', list: 'cachetune/monitor', parts: ['@level', '@vcpus'] },
  { blocks: 'cputune', list: 'memorytune', parts: ['@vcpus'] },
  { blocks: 'cputune', list: 'memorytune/node', parts: ['@id', '@bandwidth'] },
  { blocks: 'numatune', list: 'memnode', parts: ['@cellid'] },
  { blocks: 'vcpus', list: 'vcpu', parts: ['@id', '@enabled'] },
  { blocks: 'iothreadids', list: 'iothread', parts: ['@id'] },
  { blocks: 'os', list: 'boot', parts: ['@dev'] },
  { blocks: 'os', list: 'acpi/table', parts: ['@type'] },
  { blocks: 'os', list: 'firmware/feature', parts: ['@name', '@enabled'] },
  { blocks: 'features', list: 'msrs', parts: ['@unknown'] },
  { blocks: 'cpu/numa', parts: ['<cell>'] },
  { blocks: 'cpu/numa', list: 'cell', parts: ['@memory'] },
  {
    blocks: 'cpu/numa',
    list: 'cell/cache',
    parts: ['@level', '@associativity', '@policy', '<size>', '<line>'],
  },
  ...['latency', 'bandwidth'].map(
    (list): NeededSetting => ({
      blocks: 'cpu/numa/interconnects',
      list,
      parts: ['@initiator', '@target', '@type', '@value'],
    }),
  ),
  { blocks: 'blkiotune', list: 'device', parts: ['<path>'] },
  { blocks: 'perf', list: 'event', parts: ['@name', '@enabled'] },
  { blocks: 'keywrap', list: 'cipher', parts: ['@name', '@state'] },
  { blocks: 'sysinfo', parts: ['@type'] },
  { blocks: 'launchSecurity', parts: ['@type'] },
];

/** An element, and what it lacks. */
export interface LackingSetting {
  readonly element: XmlElement;
  readonly part: NeededPart['part'];
}

/** What an element needs, and what is known of its children. */
interface Needs {
  readonly parts: { readonly part: NeededPart['part']; readonly isIn: (element: XmlElement) => boolean }[];
  readonly children: Map<string, Needs>;
}

/** By the name of an element below the domain, the blocks in it, by their paths. */
const NEEDS = new Map<string, Map<string, Needs>>();
for (const { blocks, list, parts } of NEEDED_SETTINGS) {
  const [top = ''] = blocks.split('/');
  const below = NEEDS.get(top) ?? new Map<string, Needs>();
  NEEDS.set(top, below);
  let needs = needsIn(below, blocks);
  for (const name of list?.split('/') ?? []) needs = needsIn(needs.children, name);
  needs.parts.push(...parts.map((part) => ({ part, isIn: seekPart(part) })));
}

function needsIn(all: Map<string, Needs>, name: string): Needs {
  const needs = all.get(name) ?? { parts: [], children: new Map() };
  all.set(name, needs);
  return needs;
}

/** List what elements outside of devices lack. */
export function listLackingSettings(domain: DomainReader): LackingSetting[] {
  const lacking: LackingSetting[] = [];
  const looked = new Set<string>();
  for (const { name } of domain.root.elements) {
    const below = NEEDS.get(name);
    if (below === undefined || looked.has(name)) continue;
    looked.add(name);
    for (const [path, needs] of below) {
      for (const block of domain.findAll(path)) addLacking(block, needs, lacking);
    }
  }
  return lacking;
}

function addLacking(element: XmlElement, { parts, children }: Needs, lacking: LackingSetting[]): void {
  for (const { part, isIn } of parts) if (!isIn(element)) lacking.push({ element, part });
  if (children.size === 0) return;
  for (const child of element.children) {
    const needs = child.kind === 'element' && child.namespace === '' ? children.get(child.name) : undefined;
    if (needs !== undefined) addLacking(child as XmlElement, needs, lacking);
  }
}

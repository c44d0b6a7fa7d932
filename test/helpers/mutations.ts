import type { Domain } from '../../src/index.js';
import type { XmlElement } from '../../src/xml/node.js';
import { formatPath } from '../../src/xml/path.js';

/** One deliberate change of a document. */
export interface Mutation {
  readonly kind: 'attribute' | 'text' | 'removal' | 'addition';
  /** XPath, in the document as it was, of what was changed; of the parent for an addition. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly xml: string;
}

/** Values that are seen in documents, by the place that they are seen at. */
export type ValuePool = ReadonlyMap<string, readonly string[]>;

/** Collect the values of every attribute and every text. */
export function collectValues(domains: Iterable<Domain>): ValuePool {
  const pool = new Map<string, Set<string>>();
  const note = (place: string, value: string) => pool.set(place, (pool.get(place) ?? new Set()).add(value));
  for (const { root } of domains) {
    for (const element of root.descendants()) {
      for (const { name, value } of element.attributes) note(`${placeOf(element)}@${name}`, value);
      if (isLeaf(element) && element.text !== '') note(placeOf(element), element.text);
    }
  }
  return new Map([...pool].map(([place, values]) => [place, [...values].sort()]));
}

/** Seeded random numbers: the same for the same text. */
export function seededRandom(seed: string): (limit: number) => number {
  let state = 2166136261;
  for (let index = 0; index < seed.length; index += 1) state = Math.imul(state ^ seed.charCodeAt(index), 16777619);
  return (limit) => {
    state = (Math.imul(state >>> 0, 1664525) + 1013904223) >>> 0;
    return ((state >>> 8) ^ (state >>> 20)) % limit;
  };
}

/** Things that no document of libvirt's has by itself. */
const ADDITIONS: readonly (readonly [parent: string, xml: string])[] = [
  ['features', "<vmport state='off'/>"],
  ['features', "<pvspinlock state='off'/>"],
  ['clock', "<timer name='hypervclock' present='yes'/>"],
  [
    'devices',
    "<hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0x0000' bus='0x7f' slot='0x1f' function='0x7'/></source></hostdev>",
  ],
  ['devices', "<channel type='unix'><target type='virtio' name='org.ptx.test'/></channel>"],
  ['devices', "<input type='tablet' bus='virtio'/>"],
  ['devices', "<interface type='user'><mac address='52:54:00:ff:ff:fe'/><model type='virtio'/></interface>"],
  [
    'devices',
    "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/tmp/ptx.img'/><target dev='vdz' bus='virtio'/></disk>",
  ],
];

/** Change one thing at random: a value, an element less, or an element more. */
export function mutate(domain: Domain, pool: ValuePool, random: (limit: number) => number): Mutation | undefined {
  const { xml, root } = domain;
  const elements = [...root.descendants()].filter(
    ({ name }) => name !== 'name' && name !== 'uuid' && name !== 'emulator',
  );
  const kind = ['attribute', 'attribute', 'text', 'removal', 'addition'][random(5)];
  if (kind === 'addition') {
    const [parentName, addition] = ADDITIONS[random(ADDITIONS.length)] as (typeof ADDITIONS)[number];
    const parent = root.child(parentName);
    if (parent === undefined || parent.endTag === '') return undefined;
    const at = parent.end - parent.endTag.length;
    return { kind, path: formatPath(parent), before: '', after: addition, xml: splice(xml, at, at, addition) };
  }
  if (kind === 'text') {
    const leaves = elements.filter((element) => isLeaf(element) && element.text !== '');
    const element = leaves[random(leaves.length)];
    const after = element && another(element.text, pool.get(placeOf(element)), random);
    if (element === undefined || after === undefined) return undefined;
    const [start, end] = [element.start + element.startTag.length, element.end - element.endTag.length];
    return {
      kind,
      path: formatPath(element),
      before: element.text,
      after,
      xml: splice(xml, start, end, escapeXml(after)),
    };
  }
  if (kind === 'removal') {
    const element = elements[random(elements.length)];
    if (element === undefined) return undefined;
    const before = xml.slice(element.start, element.end);
    return { kind, path: formatPath(element), before, after: '', xml: splice(xml, element.start, element.end, '') };
  }
  const attributes = [root, ...elements].flatMap((element) =>
    element.attributes.filter(({ name }) => !name.startsWith('xmlns')).map((attribute) => ({ element, attribute })),
  );
  const { element, attribute } = attributes[random(attributes.length)] as (typeof attributes)[number];
  const after = another(attribute.value, pool.get(`${placeOf(element)}@${attribute.name}`), random);
  if (after === undefined) return undefined;
  const [start, end] = [element.start + attribute.valueStart, element.start + attribute.valueEnd];
  const path = `${formatPath(element)}/@${attribute.name}`;
  return { kind: 'attribute', path, before: attribute.value, after, xml: splice(xml, start, end, escapeXml(after)) };
}

/** Another value: one that stands there in other documents, else one like it. */
function another(value: string, seen: readonly string[] = [], random: (limit: number) => number): string | undefined {
  const others = seen.filter((other) => other !== value);
  if (others.length > 0 && random(4) > 0) return others[random(others.length)];
  if (/^0x[0-9a-f]+$/.test(value)) return `0x${(Number(value) ^ 1).toString(16)}`;
  if (/^[0-9]+$/.test(value)) return String(Number(value) + 1);
  return { yes: 'no', no: 'yes', on: 'off', off: 'on' }[value] ?? `${value}x`;
}

function splice(text: string, start: number, end: number, inserted: string): string {
  return text.slice(0, start) + inserted + text.slice(end);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;').replaceAll('"', '&quot;');
}

function isLeaf(element: XmlElement): boolean {
  return element.elements.length === 0;
}

function placeOf(element: XmlElement): string {
  const type = element.attribute('type') ?? '';
  return `${element.parent?.name}[${element.parent?.attribute('type') ?? ''}]/${element.name}[${type}]`;
}

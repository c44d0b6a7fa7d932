import { expect } from 'vitest';
import type { Change } from '../../src/index.js';
import type { XmlElement, XmlNode } from '../../src/xml/node.js';
import { parseXml } from '../../src/xml/parse.js';

/**
 * Fail unless `after` is `before` with exactly these changes of one step: every other tag, attribute, text, comment and
 * CDATA section is the same to the byte, and white space differs only beside an element that came or went.
 *
 * It reads changes as their type promises: `add` paths in the result, all others in what the step found.
 */
export function expectOnlyChanged(before: string, after: string, changes: readonly Change[]): void {
  const trees = { before: parseXml(before), after: parseXml(after) };
  const plan = readPlan(trees.before.root, trees.after.root, changes);
  expect(after.slice(0, trees.after.root.start), 'text before the root').toBe(before.slice(0, trees.before.root.start));
  expect(after.slice(trees.after.root.end), 'text behind the root').toBe(before.slice(trees.before.root.end));
  comparePair(trees.before.root, trees.after.root, plan);
  expect(
    [...plan.open].map(({ op, path }) => `${op} ${path}`),
    'changes that no byte shows',
  ).toEqual([]);
}

interface Plan {
  readonly removed: Map<XmlElement, Change>;
  readonly replaced: Map<XmlElement, Change>;
  readonly added: Map<XmlElement, Change>;
  /** Changes of attributes and text, by the element on the side that their path speaks of. */
  readonly parts: Map<XmlElement, Change[]>;
  /** Changes that were not met yet. */
  readonly open: Set<Change>;
}

function readPlan(before: XmlElement, after: XmlElement, changes: readonly Change[]): Plan {
  const plan: Plan = { removed: new Map(), replaced: new Map(), added: new Map(), parts: new Map(), open: new Set() };
  for (const change of changes) {
    plan.open.add(change);
    const { elementPath, part } = splitPath(change.path);
    const element = resolvePath(change.op === 'add' ? after : before, elementPath);
    if (element === undefined) expect.fail(`${change.op} ${change.path} leads nowhere`);
    if (part !== undefined) plan.parts.set(element, [...(plan.parts.get(element) ?? []), change]);
    else if (change.op === 'add') plan.added.set(element, change);
    else if (change.op === 'remove') plan.removed.set(element, change);
    else plan.replaced.set(element, change);
  }
  return plan;
}

function splitPath(path: string): { elementPath: string; part: string | undefined } {
  const match = /^(.*)\/(@[^/]+|namespace::[^/]+|text\(\))$/.exec(path);
  if (match === null) return { elementPath: path, part: undefined };
  // A declaration of a namespace is an attribute of the tag, though not of XPath.
  return { elementPath: match[1] as string, part: match[2]?.replace(/^namespace::/, '@xmlns:') };
}

/** Follow an absolute path of names and ordinals the way XPath does. */
export function resolvePath(root: XmlElement, path: string): XmlElement | undefined {
  const [first, ...rest] = path.slice(1).split('/');
  if (first !== root.name) return undefined;
  let element: XmlElement | undefined = root;
  for (const segment of rest) {
    const [, name, ordinal = '1'] = /^([^[]+)(?:\[(\d+)\])?$/.exec(segment) ?? [];
    const namesakes: XmlElement[] | undefined = element?.elements.filter(
      (child) => child.name === name && (name.includes(':') || child.namespace === ''),
    );
    element = namesakes?.[Number(ordinal) - 1];
  }
  return element;
}

function comparePair(before: XmlElement, after: XmlElement, plan: Plan): void {
  const replacement = plan.replaced.get(before);
  if (replacement !== undefined) {
    expect(printed(before), `before of ${replacement.path}`).toBe(replacement.before);
    expect(printed(after), `after of ${replacement.path}`).toBe(replacement.after);
    plan.open.delete(replacement);
    return;
  }
  const parts = [...(plan.parts.get(before) ?? []), ...(plan.parts.get(after) ?? [])];
  compareTags(before, after, parts, plan);
  const text = parts.find((change) => change.path.endsWith('/text()'));
  if (text !== undefined) {
    expect([before.text, after.text], text.path).toEqual([text.before ?? '', text.after ?? '']);
    plan.open.delete(text);
    return;
  }
  compareChildren(before, after, plan);
}

function compareTags(before: XmlElement, after: XmlElement, parts: readonly Change[], plan: Plan): void {
  const [old, now] = [readTag(before.startTag), readTag(after.startTag)];
  expect(now.name, 'element name').toBe(old.name);
  const expected = [...old.attributes];
  for (const change of parts) {
    const name = splitPath(change.path).part?.slice(1);
    if (name === undefined || change.path.endsWith('/text()')) continue;
    plan.open.delete(change);
    const index = expected.findIndex((attribute) => attribute.name === name);
    const current = now.attributes.find((attribute) => attribute.name === name);
    expect(before.attribute(name) ?? null, `before of ${change.path}`).toBe(change.before);
    expect(after.attribute(name) ?? null, `after of ${change.path}`).toBe(change.after);
    if (change.op === 'remove') expected.splice(index, 1);
    else if (change.op === 'add') expected.push(current as TagAttribute);
    else {
      const old = expected[index] as TagAttribute;
      expect(current?.quote, `quote of ${change.path}`).toBe(old.quote);
      expected[index] = { ...old, value: (current as TagAttribute).value };
    }
  }
  expect(now.attributes, `attributes of <${now.name}>`).toEqual(expected);
  if (before.endTag !== '' && after.endTag !== '') expect(after.endTag, 'end tag').toBe(before.endTag);
  if ((before.endTag === '') === (after.endTag === '')) expect(now.tail, `end of <${now.name}>`).toBe(old.tail);
}

interface TagAttribute {
  /** White space before the name. */
  readonly lead: string;
  readonly name: string;
  readonly equals: string;
  readonly quote: string;
  /** As written. */
  readonly value: string;
}

function readTag(tag: string): { name: string; attributes: TagAttribute[]; tail: string } {
  const name = /^<([^\s/>]+)/.exec(tag)?.[1] as string;
  const attributes: TagAttribute[] = [];
  let end = name.length + 1;
  for (const match of tag.matchAll(/(\s+)([^\s=]+)(\s*=\s*)("[^"]*"|'[^']*')/g)) {
    const [all, lead = '', attribute = '', equals = '', quoted = ''] = match;
    attributes.push({ lead, name: attribute, equals, quote: quoted.charAt(0), value: quoted.slice(1, -1) });
    end = match.index + all.length;
  }
  return { name, attributes, tail: tag.slice(end) };
}

/** A run of children between two that are on both sides: the text in it, and who came or went. */
interface Region {
  text: string;
  readonly moved: Change[];
}

function compareChildren(before: XmlElement, after: XmlElement, plan: Plan): void {
  const old = split(before, plan.removed, 'before', plan);
  const now = split(after, plan.added, 'after', plan);
  const names = (nodes: readonly XmlNode[]) =>
    nodes.map((node, index) => (isReplaced(old.kept[index], plan) ? 'replaced' : nameOf(node)));
  expect(names(now.kept), `children of <${after.name}>`).toEqual(names(old.kept));
  for (const [index, node] of old.kept.entries()) {
    const other = now.kept[index] as XmlNode;
    if (node.kind === 'element') comparePair(node, other as XmlElement, plan);
  }
  for (const [index, region] of old.regions.entries()) {
    compareRegion(region, now.regions[index] as Region, `text ${index} in <${after.name}>`);
  }
}

function split(
  parent: XmlElement,
  moved: ReadonlyMap<XmlElement, Change>,
  side: 'before' | 'after',
  plan: Plan,
): { kept: XmlNode[]; regions: Region[] } {
  const kept: XmlNode[] = [];
  const regions: Region[] = [{ text: '', moved: [] }];
  for (const node of parent.children) {
    const region = regions.at(-1) as Region;
    const change = node.kind === 'element' ? moved.get(node) : undefined;
    if (node.kind === 'text') region.text += node.raw;
    else if (change !== undefined) {
      region.moved.push(change);
      plan.open.delete(change);
      expect(printed(node), `${side} of ${change.path}`).toBe(change[side]);
    } else {
      kept.push(node);
      regions.push({ text: '', moved: [] });
    }
  }
  return { kept, regions };
}

function compareRegion(old: Region, now: Region, label: string): void {
  if (old.moved.length === 0 && now.moved.length === 0) {
    expect(now.text, label).toBe(old.text);
    return;
  }
  const squeeze = (text: string) => text.replace(/[ \t\r\n]+/g, '');
  expect(squeeze(now.text), label).toBe(squeeze(old.text));
  // Beside the one element that came or went, white space stands as it stood, around one gap.
  if (old.moved.length + now.moved.length > 1) return;
  const [short, long] = now.moved.length === 0 ? [now.text, old.text] : [old.text, now.text];
  expect(commonStart(short, long) + commonEnd(short, long), `${label} kept`).toBeGreaterThanOrEqual(short.length);
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

function commonEnd(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a.at(-1 - length) === b.at(-1 - length)) length += 1;
  return length;
}

function isReplaced(node: XmlNode | undefined, plan: Plan): boolean {
  return node?.kind === 'element' && plan.replaced.has(node);
}

function nameOf(node: XmlNode): string {
  return node.kind === 'element' ? `<${node.name}>` : node.raw;
}

function printed(node: XmlNode): string {
  if (node.kind !== 'element') return node.raw;
  return node.startTag + node.children.map(printed).join('') + node.endTag;
}

import { tagWithAttribute, tagWithoutAttribute } from './attributes.js';
import type { Change } from './change.js';
import { escapeText } from './escape.js';
import { buildElement, type Markup, type Style } from './fragment.js';
import { type XmlDocument, XmlElement, type XmlNode, XmlText } from './node.js';
import { formatPath, type PathSegments, rememberSiblings } from './path.js';
import { printDocument, printNode } from './print.js';

interface Edit {
  readonly op: Change['op'];
  readonly element: XmlElement;
  /** Set when the edit is about one attribute, or about the text (`text()`). */
  readonly part?: string;
  readonly path?: string;
  readonly before: string | null;
  readonly reason: string;
}

/**
 * A private copy of a document on which steps are played, one after the other, without parsing in between.
 * Every edit is recorded, and `takeChanges` returns the records of a step as data (decision record 1).
 *
 * Edits keep all other bytes: an element that is added takes the layout of its neighbours, one that is removed takes
 * its own line with it.
 */
export class Draft {
  readonly root: XmlElement;
  readonly #source: string;
  readonly #style: Style;
  #edits: Edit[] = [];
  /** Elements that the current step brought; what happens inside of them is part of that one change. */
  #added = new Set<XmlElement>();
  /** Attribute edits of the current step, so that setting one twice is one change. */
  #touched = new Map<XmlElement, Set<string>>();
  /** Path segments as the current step found them. */
  #segments: PathSegments = new Map();

  constructor(document: XmlDocument) {
    this.root = copyElement(document.root, undefined);
    this.#source = document.source;
    this.#style = detectStyle(document);
  }

  /** The document as it now stands. */
  print(): string {
    return printDocument({ source: this.#source, root: this.root });
  }

  /** XPath of an element as the current step found it. */
  pathOf(element: XmlElement): string {
    return formatPath(element, this.#segments);
  }

  /** Set an attribute; an equal value is left as it is written. */
  setAttribute(element: XmlElement, name: string, value: string, reason: string): void {
    const before = element.attribute(name);
    if (before === value) return;
    this.#recordPart(before === undefined ? 'add' : 'replace', element, `@${name}`, before ?? null, reason);
    const quote = quoteAt(this.#source, element.start) ?? this.#style.quote;
    element.startTag = tagWithAttribute(element.startTag, element.attributes, name, value, quote);
    markEdited(element);
  }

  /** Remove an attribute where it is present. */
  removeAttribute(element: XmlElement, name: string, reason: string): void {
    const attribute = element.attributes.find((candidate) => candidate.name === name);
    if (attribute === undefined) return;
    this.#recordPart('remove', element, `@${name}`, attribute.value, reason);
    element.startTag = tagWithoutAttribute(element.startTag, attribute);
    markEdited(element);
  }

  /** Replace the text of an element; equal text is left as it is written, and comments stay. */
  setText(element: XmlElement, text: string, reason: string): void {
    if (element.text === text) return;
    this.#recordPart('replace', element, 'text()', element.text || null, reason);
    const kept = element.children.filter((node) => node.kind !== 'text' && node.kind !== 'cdata');
    openTag(element);
    element.children = [new XmlText('text', escapeText(text), element), ...kept];
    markEdited(element);
  }

  /** Add an element behind the child `after`, or as the first child. */
  insert(parent: XmlElement, content: Markup, after: XmlElement | undefined, reason: string): XmlElement {
    this.#rememberChildren(parent);
    const lead = this.#leadInside(parent, after);
    const element = buildElement(content, this.#style, lead);
    element.parent = parent;
    const nodes = lead === undefined ? [element] : [new XmlText('text', lead, parent), element];
    if (parent.children.length === 0) {
      openTag(parent);
      if (lead !== undefined) nodes.push(new XmlText('text', lead.slice(0, -this.#style.indent.length), parent));
    }
    parent.children.splice(indexBehind(parent, after, lead), 0, ...nodes);
    markEdited(parent);
    if (!this.#isNew(parent)) this.#edits.push({ op: 'add', element, before: null, reason });
    this.#added.add(element);
    return element;
  }

  /** Put another element in the place of one. */
  replace(element: XmlElement, content: Markup, reason: string): XmlElement {
    const parent = element.parent as XmlElement;
    this.#rememberChildren(parent);
    const lead = leadOf(element) ?? (element === this.root ? this.#style.newline : undefined);
    const built = buildElement(content, this.#style, lead);
    const before = printNode(element, this.#source);
    const path = this.#isNew(element) ? undefined : this.pathOf(element);
    built.parent = parent;
    parent.children[parent.children.indexOf(element)] = built;
    markEdited(parent);
    if (path === undefined)
      this.#edits = this.#edits.map((edit) => (edit.element === element ? { ...edit, element: built } : edit));
    else this.#edits.push({ op: 'replace', element: built, path, before, reason });
    this.#added.add(built);
    return built;
  }

  /** Remove an element with its line; a parent that is left without content becomes an empty tag. */
  remove(element: XmlElement, reason: string): void {
    this.removeAll([element], reason);
  }

  /** Remove many elements in one pass over each parent. */
  removeAll(elements: readonly XmlElement[], reason: string): void {
    const doomed = new Map<XmlElement, Set<XmlNode>>();
    for (const element of elements) {
      const parent = element.parent as XmlElement;
      this.#rememberChildren(parent);
      if (this.#isNew(element)) this.#edits = this.#edits.filter((edit) => edit.element !== element);
      else {
        const before = printNode(element, this.#source);
        if (this.#touched.size > 0)
          this.#edits = this.#edits.filter((edit) => edit.part === undefined || !isWithin(edit.element, element));
        this.#edits.push({ op: 'remove', element, path: this.pathOf(element), before, reason });
      }
      const siblings = doomed.get(parent) ?? new Set();
      doomed.set(parent, siblings.add(element));
    }
    for (const [parent, nodes] of doomed) {
      parent.children = withoutNodes(parent.children, nodes);
      if (parent.children.every((node) => node.kind === 'text' && node.isBlank)) {
        parent.children = [];
        parent.startTag = parent.startTag.replace(/[ \t\r\n]*>$/, this.#style.emptyTagEnd);
        parent.endTag = '';
      }
      markEdited(parent);
    }
  }

  /** The changes since the last call, in the order they were made; edits that cancelled out are none. */
  takeChanges(step: string): Change[] {
    const changes: Change[] = [];
    const segments: PathSegments = new Map();
    for (const { op, element, part, path, before, reason } of this.#edits) {
      const after = op === 'remove' && part === undefined ? null : this.#valueOf(element, part);
      if (before === after) continue;
      const kind = after === null ? 'remove' : before === null ? 'add' : 'replace';
      const inResult = part === undefined ? formatPath(element, segments) : `${formatPath(element, segments)}/${part}`;
      changes.push({ step, op: kind, path: kind === 'add' ? inResult : (path ?? inResult), before, after, reason });
    }
    this.#edits = [];
    this.#added = new Set();
    this.#touched = new Map();
    this.#segments = new Map();
    return changes;
  }

  #valueOf(element: XmlElement, part: string | undefined): string | null {
    if (part === undefined) return printNode(element, this.#source);
    return part === 'text()' ? element.text || null : (element.attribute(part.slice(1)) ?? null);
  }

  #recordPart(op: Change['op'], element: XmlElement, part: string, before: string | null, reason: string): void {
    const touched = this.#touched.get(element) ?? new Set();
    if (touched.has(part) || this.#isNew(element)) return;
    this.#touched.set(element, touched.add(part));
    this.#edits.push({ op, element, part, path: `${this.pathOf(element)}/${part}`, before, reason });
  }

  #rememberChildren(parent: XmlElement): void {
    if (!this.#isNew(parent)) this.pathOf(parent);
    rememberSiblings(parent, this.#segments);
  }

  #isNew(element: XmlElement): boolean {
    for (let ancestor: XmlElement | undefined = element; ancestor !== undefined; ancestor = ancestor.parent) {
      if (this.#added.has(ancestor)) return true;
    }
    return false;
  }

  /** Newline and indentation for a new child, undefined where the children follow each other on one line. */
  #leadInside(parent: XmlElement, after: XmlElement | undefined): string | undefined {
    const beside = after === undefined ? undefined : leadOf(after);
    if (beside !== undefined) return beside;
    let isRunOn = false;
    for (const [index, node] of parent.children.entries()) {
      if (node.kind !== 'element' && node.kind !== 'comment') continue;
      const lead = leadBehind(parent.children[index - 1]);
      if (lead !== undefined) return lead;
      isRunOn = true;
    }
    if (isRunOn) return undefined;
    const outer = parent === this.root ? this.#style.newline : leadOf(parent);
    return outer === undefined ? undefined : outer + this.#style.indent;
  }
}

const LINE_LEAD = /(?:\r\n|\n|\r)[ \t]*$/;

/** Newline and indentation before a node, undefined where it does not begin its line. */
function leadOf(node: XmlNode): string | undefined {
  const siblings = node.parent?.children ?? [];
  return leadBehind(siblings[siblings.indexOf(node) - 1]);
}

function leadBehind(previous: XmlNode | undefined): string | undefined {
  return previous?.kind === 'text' ? LINE_LEAD.exec(previous.raw)?.[0] : undefined;
}

/**
 * Index behind a child, or at the head of the parent. Where children have lines of their own, a comment that trails
 * on the same line stays with what it trails.
 */
function indexBehind(parent: XmlElement, after: XmlElement | undefined, lead: string | undefined): number {
  let index = after === undefined ? 0 : parent.children.indexOf(after) + 1;
  if (lead === undefined || (after !== undefined && leadOf(after) === undefined)) return index;
  for (;;) {
    const gap = parent.children[index];
    const isGap = gap?.kind === 'text' && /^[ \t]*$/.test(gap.raw);
    const comment = parent.children[isGap ? index + 1 : index];
    if (comment?.kind !== 'comment') return index;
    index += isGap ? 2 : 1;
  }
}

function withoutNodes(children: readonly XmlNode[], doomed: ReadonlySet<XmlNode>): XmlNode[] {
  const kept: XmlNode[] = [];
  for (const [index, node] of children.entries()) {
    if (!doomed.has(node)) {
      kept.push(node);
      continue;
    }
    const before = kept.at(-1);
    const next = children[index + 1];
    if (before?.kind !== 'text' || !LINE_LEAD.test(before.raw)) continue;
    if (next === undefined || (next.kind === 'text' && /^[ \t]*[\r\n]/.test(next.raw))) {
      before.raw = before.raw.replace(LINE_LEAD, '');
      if (before.raw === '') kept.pop();
    } else if (next.kind === 'text') {
      next.raw = next.raw.replace(/^[ \t]+/, '');
    }
  }
  return kept;
}

function isWithin(element: XmlElement, ancestor: XmlElement): boolean {
  return element === ancestor || (element.parent !== undefined && isWithin(element.parent, ancestor));
}

function openTag(element: XmlElement): void {
  element.startTag = element.startTag.replace(/[ \t\r\n]*\/>$/, '>');
  if (element.endTag === '') element.endTag = `</${element.name}>`;
}

function markEdited(element: XmlElement): void {
  for (let node: XmlElement | undefined = element; node !== undefined && !node.edited; node = node.parent) {
    node.edited = true;
  }
}

/** First quote in the start tag that begins at an offset. */
function quoteAt(source: string, start: number): '"' | "'" | undefined {
  const tag = /<[^>"']*(["'])/y;
  tag.lastIndex = start;
  return start < 0 ? undefined : (tag.exec(source)?.[1] as '"' | "'" | undefined);
}

function firstEmptyTag(root: XmlElement): string | undefined {
  for (const { endTag, startTag } of root.descendants()) if (endTag === '') return startTag;
  return undefined;
}

function detectStyle({ source, root }: XmlDocument): Style {
  const newline = /\r\n|\n|\r/.exec(source)?.[0] ?? '\n';
  const first = root.children.find((node) => node.kind === 'element');
  const indent = first === undefined ? undefined : /[ \t]+$/.exec(leadOf(first) ?? '')?.[0];
  const emptyTag = firstEmptyTag(root);
  const quote = quoteAt(source, root.start) ?? "'";
  return { newline, indent: indent ?? '  ', quote, emptyTagEnd: /\S \/>$/.test(emptyTag ?? '') ? ' />' : '/>' };
}

function copyElement(element: XmlElement, parent: XmlElement | undefined): XmlElement {
  const copy = new XmlElement(element.name, element.namespace, element.startTag, element.start);
  copy.parent = parent;
  copy.endTag = element.endTag;
  copy.end = element.end;
  copy.children = element.children.map((node) =>
    node.kind === 'element' ? copyElement(node, copy) : new XmlText(node.kind, node.raw, copy),
  );
  return copy;
}

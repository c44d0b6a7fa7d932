import type { Location } from '../errors.js';
import { tagWithAttribute, tagWithoutAttribute, tagWithRenamed } from './attributes.js';
import type { Change } from './change.js';
import { escapeText } from './escape.js';
import { buildElement, type Markup, type Style } from './fragment.js';
import { detectStyle, indexBehind, leadInside, leadOf, quoteAt, withNodes, withoutNodes } from './layout.js';
import { locate, type XmlDocument, XmlElement, type XmlNode, XmlText } from './node.js';
import { formatPath, type PathSegments } from './path.js';
import { printDocument, printNode } from './print.js';

/** What an edit was about: an element as a whole, one of its attributes (`@name`), or its text (`text()`). */
interface Edit {
  readonly element: XmlElement;
  readonly part: string | undefined;
  readonly reason: string;
}

/** An element as the current step found it. */
type Found = Pick<XmlElement, 'startTag' | 'endTag' | 'children'>;

/**
 * A private copy of a document on which steps are played, one after the other, without parsing in between.
 * Edits are noted as they are made; `takeChanges` compares what they were about with what the step found, and returns
 * the differences as data (decision record 1). So an edit that is undone, or lost in a larger one, leaves no trace.
 *
 * Edits keep all other bytes: an element that is added takes the layout of its neighbours, one that is removed takes
 * its own line with it.
 */
export class Draft {
  readonly root: XmlElement;
  readonly #source: string;
  readonly #style: Style;
  #edits: Edit[] = [];
  /** Each element that the current step edited, as it was. */
  #found = new Map<XmlElement, Found>();
  readonly #added = new Set<XmlElement>();
  readonly #removed = new Set<XmlElement>();
  /** New elements, with what stood in their place. */
  readonly #replaced = new Map<XmlElement, XmlElement>();
  #foundPaths: PathSegments = new Map();

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
    return formatPath(element, this.#foundPaths, (parent) => this.#asFound(parent).children);
  }

  /** Where an element begins in the source, undefined for one that did not come from it. */
  locationOf(element: XmlElement): Location | undefined {
    return element.start < 0 ? undefined : locate(this.#source, element.start);
  }

  /** Set an attribute; an equal value is left as it is written. */
  setAttribute(element: XmlElement, name: string, value: string, reason: string): void {
    if (element.attribute(name) === value) return;
    this.#note(element, `@${name}`, reason);
    const quote = quoteAt(this.#source, element.start) ?? this.#style.quote;
    element.startTag = tagWithAttribute(element.startTag, element.attributes, name, value, quote);
  }

  /** Remove an attribute where it is present. */
  removeAttribute(element: XmlElement, name: string, reason: string): void {
    const attribute = element.attributes.find((candidate) => candidate.name === name);
    if (attribute === undefined) return;
    this.#note(element, `@${name}`, reason);
    element.startTag = tagWithoutAttribute(element.startTag, attribute);
  }

  /** Give an attribute another name, where it stands. */
  renameAttribute(element: XmlElement, name: string, to: string, reason: string): void {
    const attribute = element.attributes.find((candidate) => candidate.name === name);
    if (attribute === undefined) return;
    this.#note(element, `@${to}`, reason);
    this.#note(element, `@${name}`, reason);
    element.startTag = tagWithRenamed(element.startTag, attribute, to);
  }

  /** Replace the text of an element; equal text is left as it is written, and comments stay, behind the new text. */
  setText(element: XmlElement, text: string, reason: string): void {
    if (element.text === text) return;
    this.#note(element, 'text()', reason);
    const kept = element.children.filter((node) => node.kind !== 'text' && node.kind !== 'cdata');
    openTag(element);
    element.children = [new XmlText('text', escapeText(text), element), ...kept];
  }

  /** Add an element behind `after`, which is a child of `parent`, or as the first child. */
  insert(parent: XmlElement, content: Markup, after: XmlElement | undefined, reason: string): XmlElement {
    this.#remember(parent);
    const lead = leadInside(parent, after, this.#style);
    const element = this.#adopt(buildElement(content, this.#style, lead), parent);
    const nodes = lead === undefined ? [element] : [new XmlText('text', lead, parent), element];
    if (parent.children.length === 0) {
      openTag(parent);
      if (lead !== undefined) nodes.push(new XmlText('text', lead.slice(0, -this.#style.indent.length), parent));
    }
    parent.children = withNodes(parent.children, indexBehind(parent, after, lead), lead === undefined, nodes);
    this.#note(element, undefined, reason);
    return element;
  }

  /** Put another element in the place of one. */
  replace(element: XmlElement, content: Markup, reason: string): XmlElement {
    return this.#exchange(element, buildElement(content, this.#style, leadOf(element)), reason);
  }

  /** Give an element another name of its namespace; all that it says and holds stays as it is written. */
  rename(element: XmlElement, name: string, reason: string): XmlElement {
    return this.#exchange(element, renamed(element, name), reason);
  }

  #exchange(element: XmlElement, built: XmlElement, reason: string): XmlElement {
    const parent = element.parent as XmlElement;
    this.#remember(parent);
    this.#adopt(built, parent);
    parent.children = parent.children.with(parent.children.indexOf(element), built);
    this.#removed.add(element);
    const original = this.#added.has(element) ? this.#replaced.get(element) : element;
    if (original !== undefined) this.#replaced.set(built, original);
    this.#note(built, undefined, reason);
    return built;
  }

  /** Remove an element with its line; see `removeAll`. */
  remove(element: XmlElement, reason: string): void {
    this.removeAll([element], reason);
  }

  /** Remove elements with their lines, in one pass over each parent. A parent that is left empty becomes an empty tag. */
  removeAll(elements: readonly XmlElement[], reason: string): void {
    const doomed = new Map<XmlElement, Set<XmlNode>>();
    for (const element of elements) {
      const parent = element.parent as XmlElement;
      doomed.set(parent, (doomed.get(parent) ?? new Set()).add(element));
      this.#removed.add(element);
      this.#note(element, undefined, reason);
    }
    for (const [parent, nodes] of doomed) {
      this.#remember(parent);
      parent.children = withoutNodes(parent.children, nodes);
      if (parent.children.some((node) => node.kind !== 'text' || !node.isBlank)) continue;
      parent.children = [];
      parent.startTag = parent.startTag.replace(/[ \t\r\n]*>$/, this.#style.emptyTagEnd);
      parent.endTag = '';
    }
  }

  /** What the current step brought about, in the order of its edits; the next step begins. */
  takeChanges(step: string): Change[] {
    const changes: Change[] = [];
    const paths: PathSegments = new Map();
    const told = new Map<XmlElement, Set<string | undefined>>();
    for (const { element, part, reason } of this.#edits) {
      const parts = told.get(element) ?? new Set();
      if (parts.has(part)) continue;
      told.set(element, parts.add(part));
      const change =
        part === undefined ? this.#compareElement(element, paths) : this.#comparePart(element, part, paths);
      if (change !== undefined) changes.push({ step, ...change, reason });
    }
    this.#edits = [];
    this.#found = new Map();
    this.#foundPaths = new Map();
    for (const elements of [this.#added, this.#removed, this.#replaced]) elements.clear();
    return changes;
  }

  #compareElement(element: XmlElement, paths: PathSegments): Omit<Change, 'step' | 'reason'> | undefined {
    const original = this.#added.has(element) ? this.#replaced.get(element) : element;
    const isLeft = !this.#removed.has(element);
    // Whatever happened inside of an element that came or went is part of that.
    if (original === undefined) {
      if (!isLeft || this.#isWithin(element.parent, this.#added) || this.#isWithin(element.parent, this.#removed))
        return;
      return { op: 'add', path: formatPath(element, paths), before: null, after: printNode(element, this.#source) };
    }
    if (this.#isWithin(original.parent, this.#removed)) return;
    const before = printNode(original, this.#source, (node) => this.#asFound(node));
    const path = this.pathOf(original);
    if (!isLeft) return { op: 'remove', path, before, after: null };
    const after = printNode(element, this.#source);
    return before === after ? undefined : { op: 'replace', path, before, after };
  }

  #comparePart(element: XmlElement, part: string, paths: PathSegments): Omit<Change, 'step' | 'reason'> | undefined {
    if (this.#isWithin(element, this.#added) || this.#isWithin(element, this.#removed)) return;
    const before = partOf(this.#asFound(element), element, part);
    const after = partOf(element, element, part);
    if (before === after) return;
    const op = before === null ? 'add' : after === null ? 'remove' : 'replace';
    const path = op === 'add' ? formatPath(element, paths) : this.pathOf(element);
    // XPath does not count declarations of namespaces among the attributes.
    return { op, path: `${path}/${part.replace(/^@xmlns:/, 'namespace::')}`, before, after };
  }

  #adopt(element: XmlElement, parent: XmlElement): XmlElement {
    element.parent = parent;
    this.#added.add(element);
    return element;
  }

  #note(element: XmlElement, part: string | undefined, reason: string): void {
    if (part !== undefined) this.#remember(element);
    this.#edits.push({ element, part, reason });
  }

  /** Keep what an element is before it changes, and mark it for the printer. */
  #remember(element: XmlElement): void {
    if (!this.#found.has(element)) {
      const { startTag, endTag, children } = element;
      this.#found.set(element, { startTag, endTag, children });
    }
    for (let node: XmlElement | undefined = element; node !== undefined && !node.edited; node = node.parent) {
      node.edited = true;
    }
  }

  #asFound(element: XmlElement): Found {
    return this.#found.get(element) ?? element;
  }

  #isWithin(element: XmlElement | undefined, elements: ReadonlySet<XmlElement>): boolean {
    if (elements.size === 0) return false;
    for (let node = element; node !== undefined; node = node.parent) if (elements.has(node)) return true;
    return false;
  }
}

function openTag(element: XmlElement): void {
  element.startTag = element.startTag.replace(/[ \t\r\n]*\/>$/, '>');
  if (element.endTag === '') element.endTag = `</${element.name}>`;
}

/** Value of an attribute or of the text, null where there is none. */
function partOf({ startTag, children }: Found, { name, namespace }: XmlElement, part: string): string | null {
  const element = new XmlElement(name, namespace, startTag, -1);
  element.children = children;
  return part === 'text()' ? element.text || null : (element.attribute(part.slice(1)) ?? null);
}

function renamed(element: XmlElement, name: string): XmlElement {
  const { namespace, startTag, endTag } = element;
  const copy = new XmlElement(name, namespace, `<${name}${startTag.slice('<'.length + element.name.length)}`, -1);
  copy.endTag = endTag === '' ? '' : `</${name}${endTag.slice('</'.length + element.name.length)}`;
  copy.children = copyChildren(element, copy);
  return copy;
}

function copyElement(element: XmlElement, parent: XmlElement | undefined): XmlElement {
  const copy = new XmlElement(element.name, element.namespace, element.startTag, element.start);
  copy.parent = parent;
  copy.endTag = element.endTag;
  copy.end = element.end;
  copy.edited = element.edited;
  copy.children = copyChildren(element, copy);
  return copy;
}

function copyChildren(element: XmlElement, parent: XmlElement): XmlNode[] {
  return element.children.map((node) =>
    node.kind === 'element' ? copyElement(node, parent) : new XmlText(node.kind, node.raw, parent),
  );
}

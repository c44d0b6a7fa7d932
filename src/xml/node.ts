import type { Location } from '../errors.js';
import { type Attribute, scanAttributes } from './attributes.js';
import { decodeText } from './escape.js';

/** Character data that is kept as it stands in the source: text, CDATA section, comment or processing instruction. */
export class XmlText {
  readonly kind: 'text' | 'cdata' | 'comment' | 'instruction';
  /** The exact source, markup included. */
  readonly raw: string;
  readonly parent: XmlElement | undefined;

  constructor(kind: XmlText['kind'], raw: string, parent?: XmlElement) {
    this.kind = kind;
    this.raw = raw;
    this.parent = parent;
  }

  /** True for text that only lays out the document. */
  get isBlank(): boolean {
    return this.kind === 'text' && !/[^ \t\r\n]/.test(this.raw);
  }
}

/** Any child of an element. */
export type XmlNode = XmlElement | XmlText;

/**
 * An element as it stands in its source. Reading is what its methods are for; only `Draft` may change one,
 * and it does so on a copy of its own.
 */
export class XmlElement {
  readonly kind = 'element';
  /** Qualified name as written, such as `cpu` or `qemu:arg`. */
  readonly name: string;
  /** Namespace URI, empty where there is none. */
  readonly namespace: string;
  parent: XmlElement | undefined;
  /** The exact start tag, with its `/>` when the element is written as an empty tag. */
  startTag: string;
  /** The exact end tag, empty when the start tag is an empty tag. */
  endTag: string;
  children: XmlNode[] = [];
  /** Offset of `<` in the source of the document, -1 for an element that did not come from it. */
  readonly start: number;
  /** Offset behind the last `>` in the source, -1 for an element that did not come from it. */
  end: number;
  /** True once this element or anything below it no longer equals its source. */
  edited = false;
  #attributes: readonly Attribute[] | undefined;
  #scannedTag: string | undefined;

  constructor(name: string, namespace: string, startTag: string, start: number) {
    this.name = name;
    this.namespace = namespace;
    this.startTag = startTag;
    this.endTag = '';
    this.start = start;
    this.end = -1;
  }

  /** Name without its prefix. */
  get localName(): string {
    const colon = this.name.indexOf(':');
    return colon < 0 ? this.name : this.name.slice(colon + 1);
  }

  /** Attributes in the order of the source. */
  get attributes(): readonly Attribute[] {
    if (this.#attributes === undefined || this.#scannedTag !== this.startTag) {
      this.#scannedTag = this.startTag;
      this.#attributes = scanAttributes(this.startTag, this.name.length + 1);
    }
    return this.#attributes;
  }

  /** Value of an attribute with its references resolved, undefined where it is absent. */
  attribute(name: string): string | undefined {
    for (const attribute of this.attributes) if (attribute.name === name) return attribute.value;
    return undefined;
  }

  /** Child elements in document order. */
  get elements(): XmlElement[] {
    return this.children.filter((node): node is XmlElement => node.kind === 'element');
  }

  /** Children of libvirt's own vocabulary with this name; an element of a foreign namespace is never among them. */
  childrenNamed(name: string): XmlElement[] {
    return this.children.filter(
      (node): node is XmlElement => node.kind === 'element' && node.name === name && node.namespace === '',
    );
  }

  /** The first child of libvirt's own vocabulary with this name; libvirt lets the first win almost everywhere. */
  child(name: string): XmlElement | undefined {
    for (const node of this.children) {
      if (node.kind === 'element' && node.name === name && node.namespace === '') return node;
    }
    return undefined;
  }

  /** Follow first children by name, such as `find('source', 'address')`. */
  find(...names: string[]): XmlElement | undefined {
    let element: XmlElement | undefined = this;
    for (const name of names) element = element?.child(name);
    return element;
  }

  /** Text and CDATA directly below, references resolved, surrounding white space removed. */
  get text(): string {
    return this.fullText.trim();
  }

  /** The same with the white space around it, which libvirt does not take behind a number. */
  get fullText(): string {
    let text = '';
    for (const node of this.children) {
      if (node.kind === 'text') text += decodeText(node.raw);
      else if (node.kind === 'cdata') text += node.raw.slice('<![CDATA['.length, -']]>'.length);
    }
    return text;
  }

  /** Every element below, in document order. */
  *descendants(): Generator<XmlElement> {
    for (const node of this.children) {
      if (node.kind !== 'element') continue;
      yield node;
      yield* node.descendants();
    }
  }
}

/** A parsed document: everything outside of the root is only ever copied. */
export interface XmlDocument {
  readonly source: string;
  readonly root: XmlElement;
}

/** Line and column of an offset; a lone CR, a lone LF and CRLF each end one line. */
export function locate(source: string, offset: number): Location {
  let line = 1;
  let lineStart = 0;
  for (let index = 0; index < offset; index += 1) {
    const code = source.charCodeAt(index);
    if (code !== 10 && (code !== 13 || source.charCodeAt(index + 1) === 10)) continue;
    line += 1;
    lineStart = index + 1;
  }
  const bom = line === 1 && source.charCodeAt(0) === 0xfeff && offset > 0 ? 1 : 0;
  return { line, column: offset - lineStart - bom + 1 };
}

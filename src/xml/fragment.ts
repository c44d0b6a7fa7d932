import { escapeAttribute, escapeText } from './escape.js';
import { XmlElement, XmlText } from './node.js';

/** An element to be written, free of any layout. */
export interface Markup {
  /** Qualified name: with the prefix that the document declares for its namespace. */
  readonly name: string;
  /** Namespace URI, empty for libvirt's own vocabulary. */
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Child elements, or the text of the element. */
  readonly content: readonly Markup[] | string;
}

/** How a document writes its elements; new ones follow it. */
export interface Style {
  readonly newline: string;
  /** White space of one more level of nesting. */
  readonly indent: string;
  readonly quote: '"' | "'";
  /** What closes an empty tag, `/>` or ` />`. */
  readonly emptyTagEnd: string;
}

/** Describe an element; attributes that are undefined are left out. */
export function markup(
  name: string,
  attributes: Readonly<Record<string, string | undefined>> = {},
  content: readonly Markup[] | string = [],
  namespace = '',
): Markup {
  const present = Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { name, namespace, attributes: Object.fromEntries(present), content };
}

/**
 * Describe an element as it stands.
 *
 * @returns undefined where it holds more than elements and text, such as a comment, or text beside elements
 */
export function readMarkup(element: XmlElement): Markup | undefined {
  const { name, elements, children, text, namespace, attributes } = element;
  const isPlain = children.every((node) => node.kind === 'element' || node.kind === 'text');
  if (!isPlain || (elements.length > 0 && text !== '')) return undefined;
  const content = elements.map(readMarkup);
  if (content.includes(undefined)) return undefined;
  const own = Object.fromEntries(attributes.map((attribute) => [attribute.name, attribute.value]));
  return markup(name, own, elements.length > 0 ? (content as Markup[]) : text, namespace);
}

/**
 * Build the element that `markup` describes. `lead` is the newline and indentation that stand before it,
 * undefined where the document runs on without line breaks.
 */
export function buildElement(
  { name, namespace, attributes, content }: Markup,
  style: Style,
  lead?: string,
): XmlElement {
  const list = Object.entries(attributes)
    .map(([key, value]) => ` ${key}=${style.quote}${escapeAttribute(value, style.quote)}${style.quote}`)
    .join('');
  const isEmpty = content.length === 0;
  const element = new XmlElement(name, namespace, `<${name}${list}${isEmpty ? style.emptyTagEnd : '>'}`, -1);
  if (isEmpty) return element;

  element.endTag = `</${name}>`;
  if (typeof content === 'string') {
    element.children.push(new XmlText('text', escapeText(content), element));
    return element;
  }
  const childLead = lead === undefined ? undefined : lead + style.indent;
  for (const child of content) {
    if (childLead !== undefined) element.children.push(new XmlText('text', childLead, element));
    const built = buildElement(child, style, childLead);
    built.parent = element;
    element.children.push(built);
  }
  if (lead !== undefined) element.children.push(new XmlText('text', lead, element));
  return element;
}

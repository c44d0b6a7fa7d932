import { SaxesParser } from 'saxes';
import { PtxError } from '../errors.js';
import { locate, type XmlDocument, XmlElement, XmlText } from './node.js';

/** Elements may nest this deep; libxml2, which libvirt parses with, gives up at the same depth. */
const MAX_DEPTH = 256;

/**
 * Parse a document strictly and keep every byte of it.
 *
 * saxes is the judge of well-formedness (XML 1.0 fifth edition, Namespaces 1.0) and says where tags end. Text holds
 * no `<` in a well-formed document, so each piece of markup begins at the next `<` behind the previous one: every
 * node is a slice of the source, and the slices add up to it.
 *
 * Only two events are subscribed to. More handlers push V8's hidden class of the parser into dictionary mode, which
 * makes it four times slower (measured with Node 20).
 *
 * @throws PtxError XML_NOT_WELL_FORMED, XML_DOCTYPE_REFUSED, XML_ENCODING_UNSUPPORTED, XML_VERSION_UNSUPPORTED or
 * XML_TOO_DEEP, each with line and column
 * @see https://www.w3.org/TR/2008/REC-xml-20081126/
 */
export function parseXml(source: string): XmlDocument {
  if (typeof source !== 'string') throw new PtxError('OPTION_INVALID', `Expected a string, found ${typeof source}`);
  const lone = source.isWellFormed() ? -1 : source.search(/\p{Surrogate}/u);
  if (lone >= 0) throw notWellFormed('a lone surrogate is not a character', source, lone);

  const builder = new TreeBuilder(source);
  const parser = new SaxesParser({ xmlns: true, position: true, forceXMLVersion: true, defaultXMLVersion: '1.0' });
  parser.on('opentag', (tag) => builder.open(tag.name, tag.uri, tag.isSelfClosing, parser));
  parser.on('closetag', (tag) => builder.close(tag.isSelfClosing, parser.position));
  try {
    parser.write(source).close();
  } catch (error) {
    if (error instanceof PtxError) throw error;
    throw builder.explain((error as Error).message, parser.position);
  }
  return { source, root: builder.root as XmlElement };
}

class TreeBuilder {
  root: XmlElement | undefined;
  readonly #source: string;
  #parent: XmlElement | undefined;
  #depth = 0;
  /** Offset behind the last node taken. */
  #consumed = 0;

  constructor(source: string) {
    this.#source = source;
  }

  open(name: string, namespace: string, isEmptyTag: boolean, parser: SaxesParser): void {
    const start = this.#takeContent();
    if (this.root === undefined) refuseDeclaration(parser.xmlDecl);
    this.#consumed = parser.position;
    const element = new XmlElement(name, namespace, this.#source.slice(start, this.#consumed), start);
    element.parent = this.#parent;
    if (this.#parent === undefined) this.root = element;
    else this.#parent.children.push(element);
    if (isEmptyTag) element.end = this.#consumed;
    this.#parent = element;
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) {
      const location = locate(this.#source, start);
      throw new PtxError('XML_TOO_DEEP', `Elements nest more than ${MAX_DEPTH} levels deep`, { location });
    }
  }

  close(isEmptyTag: boolean, position: number): void {
    const element = this.#parent as XmlElement;
    if (!isEmptyTag) {
      const start = this.#takeContent();
      this.#consumed = position;
      element.endTag = this.#source.slice(start, position);
      element.end = position;
      // saxes says so too, but only after this event, and without names.
      const name = element.endTag.slice('</'.length, -1).trimEnd();
      if (name !== element.name) {
        const { line } = locate(this.#source, element.start);
        const reason = `end tag "${name}" does not match element "${element.name}" of line ${line}`;
        throw notWellFormed(reason, this.#source, start);
      }
    }
    this.#parent = element.parent;
    this.#depth -= 1;
  }

  /** Turn saxes' complaint into a refusal that points at the cause, which often stands before the place of notice. */
  explain(message: string, position: number): PtxError {
    const source = this.#source;
    const outside = skipMisc(
      source,
      this.root !== undefined && this.root.end > 0 ? this.root.end : source.startsWith(BYTE_ORDER_MARK) ? 1 : 0,
    );
    if (this.#parent === undefined && source.startsWith('<!DOCTYPE', outside)) return doctypeRefused(source, outside);
    if (this.#parent === undefined && message.includes('outside of root')) {
      return notWellFormed('text outside of the root element', source, outside);
    }
    const culprit = findCulprit(source, this.#consumed, position);
    if (culprit !== undefined) return notWellFormed(culprit.reason, source, culprit.offset);
    const reason = message.replace(/^\d+:\d+: /, '').replace(/\.$/, '');
    if (!/^(unclosed tag|unexpected end)/.test(reason)) return notWellFormed(reason, source, Math.max(0, position - 1));
    if (this.#parent !== undefined) {
      return notWellFormed(`element "${this.#parent.name}" is never closed`, source, this.#parent.start);
    }
    return notWellFormed('a tag is never closed', source, outside);
  }

  /** Take text, comments, CDATA sections and instructions up to the next tag; return where that begins. */
  #takeContent(): number {
    const source = this.#source;
    for (;;) {
      const start = source.indexOf('<', this.#consumed);
      this.#take('text', start < 0 ? source.length : start);
      const next = source.charCodeAt(start + 1);
      if (start < 0) return source.length;
      if (next === QUESTION_MARK) this.#take('instruction', source.indexOf('?>', start) + 2);
      else if (next !== EXCLAMATION_MARK) return start;
      else if (source.startsWith('<!--', start)) this.#take('comment', source.indexOf('-->', start + 4) + 3);
      else if (this.root === undefined) throw doctypeRefused(source, start);
      else this.#take('cdata', source.indexOf(']]>', start) + 3);
    }
  }

  #take(kind: XmlText['kind'], end: number): void {
    if (this.#parent !== undefined && end > this.#consumed) {
      this.#parent.children.push(new XmlText(kind, this.#source.slice(this.#consumed, end), this.#parent));
    }
    this.#consumed = end;
  }
}

const EXCLAMATION_MARK = 0x21;
const QUESTION_MARK = 0x3f;

const BYTE_ORDER_MARK = '\uFEFF';

/** Offset of what is neither white space nor a whole comment or instruction. */
function skipMisc(source: string, from: number): number {
  const misc = /[ \t\r\n]*(?:<!--[\s\S]*?-->|<\?[\s\S]*?\?>)?/y;
  let offset = from;
  for (;;) {
    misc.lastIndex = offset;
    misc.exec(source);
    if (misc.lastIndex === offset) return offset;
    offset = misc.lastIndex;
  }
}

const ENDINGS: Readonly<Record<string, readonly [ending: string, name: string]>> = {
  '<!--': ['-->', 'a comment'],
  '<![CDATA[': [']]>', 'a CDATA section'],
  '<?': ['?>', 'an instruction'],
};

/** The first `&` that begins no reference, or the first section that never ends. */
function findCulprit(source: string, from: number, to: number): { reason: string; offset: number } | undefined {
  const suspects = /<!--|<!\[CDATA\[|<\?|&(?!#[0-9]+;|#x[0-9a-fA-F]+;|[^\s&;<>#]+;)/g;
  suspects.lastIndex = from;
  for (let match = suspects.exec(source); match !== null && match.index < to; match = suspects.exec(source)) {
    const [ending, name] = ENDINGS[match[0]] ?? [];
    if (ending === undefined) return { reason: '"&" begins no reference, write "&amp;"', offset: match.index };
    const end = source.indexOf(ending, suspects.lastIndex);
    if (end < 0) return { reason: `${name} never ends`, offset: match.index };
    suspects.lastIndex = end + ending.length;
  }
  return undefined;
}

function refuseDeclaration({ version, encoding }: SaxesParser['xmlDecl']): void {
  const location = { line: 1, column: 1 };
  if (version !== undefined && version !== '1.0') {
    const hint = 'Save the document as XML 1.0';
    throw new PtxError('XML_VERSION_UNSUPPORTED', `XML version "${version}" is not supported`, { location, hint });
  }
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) {
    const hint = 'Save the document as UTF-8';
    throw new PtxError('XML_ENCODING_UNSUPPORTED', `Encoding "${encoding}" is not supported`, { location, hint });
  }
}

function doctypeRefused(source: string, offset: number): PtxError {
  const hint = 'Remove it: a libvirt domain has no document type';
  return new PtxError('XML_DOCTYPE_REFUSED', 'A DOCTYPE is refused', { location: locate(source, offset), hint });
}

function notWellFormed(reason: string, source: string, offset: number): PtxError {
  return new PtxError('XML_NOT_WELL_FORMED', `Not well-formed XML: ${reason}`, { location: locate(source, offset) });
}

import { PtxError } from '../errors.js';
import { locate, type XmlDocument, type XmlElement } from '../xml/node.js';
import { parseXml } from '../xml/parse.js';

/** A libvirt domain and the exact text that it was read from. Immutable: transforms return another one. */
export class Domain {
  /** The text, byte for byte. */
  readonly xml: string;
  #document: XmlDocument | undefined;

  /** @internal Use `parseDomain`. */
  constructor(xml: string, document?: XmlDocument) {
    this.xml = xml;
    this.#document = document;
    Object.freeze(this);
  }

  /** @internal The tree, parsed on first use. */
  get document(): XmlDocument {
    this.#document ??= parseXml(this.xml);
    return this.#document;
  }

  /** @internal The `<domain>` element; `queryDomain` is the public way to read. */
  get root(): XmlElement {
    return this.document.root;
  }

  /** Name of the domain, empty where there is none. */
  get name(): string {
    return this.root.child('name')?.text ?? '';
  }
}

/**
 * Read a domain and keep every byte of it.
 *
 * @throws PtxError XML_NOT_WELL_FORMED, XML_DOCTYPE_REFUSED, XML_ENCODING_UNSUPPORTED, XML_VERSION_UNSUPPORTED,
 * XML_TOO_DEEP, or NOT_A_DOMAIN where the root is another element; each with line and column
 */
export function parseDomain(xml: string): Domain {
  const document = parseXml(xml);
  const { root } = document;
  if (root.name !== 'domain' || root.namespace !== '') {
    const namespace = root.namespace === '' ? '' : ` in namespace "${root.namespace}"`;
    throw new PtxError('NOT_A_DOMAIN', `Expected root element "domain", found "${root.name}"${namespace}`, {
      location: locate(xml, root.start),
      path: `/${root.name}`,
      hint: 'Pass the output of "virsh dumpxml --inactive NAME"',
    });
  }
  return new Domain(xml, document);
}

/** Return the text of a domain: the input itself when nothing was changed. */
export function serializeDomain(domain: Domain): string {
  return domain.xml;
}

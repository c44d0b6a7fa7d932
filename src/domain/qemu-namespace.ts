import { type Markup, markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import type { DomainDraft } from './domain-draft.js';
import type { DomainReader } from './domain-reader.js';
import { NAMESPACES } from './namespaces.js';

/** Describe an element of libvirt's QEMU namespace under the prefix that the document declares for it. */
export type QemuMarkup = (
  name: string,
  attributes?: Readonly<Record<string, string>>,
  content?: readonly Markup[],
) => Markup;

/** Elements of libvirt's QEMU namespace directly below the root, such as `commandline`, whatever their prefix. */
export function listQemuBlocks(draft: DomainReader, name: string): XmlElement[] {
  return draft.root.elements.filter((element) => element.namespace === NAMESPACES.qemu && element.localName === name);
}

/** Children of an element in libvirt's QEMU namespace, whatever their prefix. */
export function listQemuChildren(parent: XmlElement, name: string): XmlElement[] {
  return parent.elements.filter((element) => element.namespace === NAMESPACES.qemu && element.localName === name);
}

/**
 * Add an element of libvirt's QEMU namespace. The root comes to declare the namespace where it does not: without the
 * declaration libvirt loses the whole block in silence (9.0).
 */
export function addQemuElement(
  draft: DomainDraft,
  parent: XmlElement,
  describe: (qemu: QemuMarkup) => Markup,
  reason: string,
): XmlElement {
  const prefix = prefixIn(parent) ?? declarePrefix(draft, reason);
  const qemu: QemuMarkup = (name, attributes, content) =>
    markup(`${prefix}:${name}`, attributes, content, NAMESPACES.qemu);
  return draft.add(parent, describe(qemu), reason);
}

/** The first block of this name, which is added where there is none. */
export function ensureQemuBlock(draft: DomainDraft, name: string, reason: string): XmlElement {
  return listQemuBlocks(draft, name)[0] ?? addQemuElement(draft, draft.root, (qemu) => qemu(name), reason);
}

/** The prefix that means the QEMU namespace inside an element. */
function prefixIn(element: XmlElement): string | undefined {
  const hidden = new Set<string>();
  for (let scope: XmlElement | undefined = element; scope !== undefined; scope = scope.parent) {
    for (const { name, value } of scope.attributes) {
      if (!name.startsWith('xmlns:') || hidden.has(name)) continue;
      if (value === NAMESPACES.qemu) return name.slice('xmlns:'.length);
      hidden.add(name);
    }
  }
  return undefined;
}

function declarePrefix(draft: DomainDraft, reason: string): string {
  let prefix = 'qemu';
  while (draft.root.attribute(`xmlns:${prefix}`) !== undefined) prefix += '-x';
  draft.setAttribute(draft.root, `xmlns:${prefix}`, NAMESPACES.qemu, reason);
  return prefix;
}

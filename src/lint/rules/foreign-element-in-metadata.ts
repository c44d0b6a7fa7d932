import { NAMESPACES } from '../../domain/namespaces.js';
import { isUnboundQemuElement } from '../../domain/qemu-namespace.js';
import { readMarkup } from '../../xml/fragment.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule, type Report } from '../rule.js';

/** Elements of other programs stand in `<metadata>`. Mending moves them there. */
export const foreignElementInMetadata = defineRule({
  name: 'foreign-element-in-metadata',
  summary: 'Elements of other programs stand in <metadata>',
  about: ['domain'],
  odd: ['namespace'],
  why: 'libvirt keeps what it does not know in <metadata> alone. What other programs write directly below <domain> is gone once the domain is defined.',
  class: 'breaks',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#general-metadata',
  checked: 'virDomainDefParseXML, libvirt 9.0.0; 11.3 does the same',
  messages: {
    dropped: {
      text: '{name} stands outside of <metadata>, so libvirt drops it',
      cure: 'Move it into <metadata>',
      effect: 'dropped',
    },
  },
  check({ domain, report }) {
    const kept = new Set(domain.find('metadata')?.elements.map(({ namespace }) => namespace));
    for (const element of domain.root.elements) {
      const { namespace, name } = element;
      if (namespace === '' || namespace === NAMESPACES.qemu || isUnboundQemuElement(element)) continue;
      // Of each namespace libvirt keeps one element.
      const isRoom = !kept.has(namespace);
      kept.add(namespace);
      report({ message: 'dropped', at: element, data: { name: `<${name}>` }, ...(isRoom ? moving(element) : {}) });
    }
  },
});

function moving(element: XmlElement): Pick<Report, 'fix'> {
  const content = readMarkup(element);
  if (content === undefined) return {};
  const reason = 'libvirt keeps elements of other programs in <metadata> alone';
  return {
    fix(draft) {
      draft.remove(element, reason);
      draft.add(draft.ensure('metadata', {}, reason), content, reason);
    },
  };
}

import { canonicalUuid, isSameUuid } from '../../domain/uuid.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** The UUID of a domain is one, and its SMBIOS tables say the same. */
export const uuidValid = defineRule({
  name: 'uuid-valid',
  summary: 'The UUID is one, and <sysinfo> says the same',
  about: ['uuid', 'genid', 'sysinfo'],
  why: 'libvirt refuses a text that is no UUID, such as the placeholder of a template; without <uuid> it makes one. A UUID in <sysinfo> that is another one it refuses too.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#general-metadata',
  checked: 'virDomainDefParseIDs and virSysinfoSystemParseXML, libvirt 9.0.0; 11.3 does the same',
  messages: {
    malformed: {
      text: '"{value}" is no UUID; libvirt refuses the domain',
      cure: 'Write 32 hexadecimal digits, or take {name} out',
      effect: 'refused',
    },
    differs: {
      text: 'The UUID in <sysinfo> is not that of the domain; libvirt refuses the domain',
      cure: 'Write "{uuid}", or take the entry out',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const own = domain.find('uuid');
    const entries = domain.root
      .childrenNamed('sysinfo')
      .filter((sysinfo) => sysinfo.attribute('type') === 'smbios')
      .flatMap((sysinfo) => sysinfo.childrenNamed('system'))
      .flatMap((system) => system.childrenNamed('entry').filter((entry) => entry.attribute('name') === 'uuid'));
    const written = [own, domain.find('genid'), ...entries].filter(
      (element): element is XmlElement => !isEmpty(element),
    );
    for (const element of written) {
      if (canonicalUuid(element.text) !== undefined) continue;
      report({
        message: 'malformed',
        at: element,
        part: 'text',
        data: { value: element.text, name: `<${element.name}>` },
      });
    }
    const uuid = canonicalUuid(own?.text ?? '');
    if (uuid === undefined) return;
    for (const entry of entries) {
      if (canonicalUuid(entry.text) === undefined || isSameUuid(entry.text, uuid)) continue;
      report({ message: 'differs', at: entry, part: 'text', data: { uuid } });
    }
  },
});

/** libvirt makes a UUID where there is none. */
function isEmpty(element: XmlElement | undefined): boolean {
  return element === undefined || element.text === '';
}

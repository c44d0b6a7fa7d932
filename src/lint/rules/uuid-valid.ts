import { canonicalUuid, isSameUuid } from '../../domain/uuid.js';
import { defineRule } from '../rule.js';

/** The UUID of a domain is one, and its SMBIOS tables say the same. */
export const uuidValid = defineRule({
  name: 'uuid-valid',
  summary: 'The UUID is one, and <sysinfo> says the same',
  about: ['uuid', 'genid', 'sysinfo'],
  odd: ['uuid'],
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
    for (const at of [own, domain.find('genid'), ...entries]) {
      const value = at?.text ?? '';
      // libvirt makes a UUID where there is none.
      if (at === undefined || value === '' || canonicalUuid(value) !== undefined) continue;
      report({ message: 'malformed', at, part: 'text', data: { value, name: `<${at.name}>` } });
    }
    const uuid = entries.length === 0 ? undefined : canonicalUuid(own?.text ?? '');
    if (uuid === undefined) return;
    for (const entry of entries) {
      if (canonicalUuid(entry.text) === undefined || isSameUuid(entry.text, uuid)) continue;
      report({ message: 'differs', at: entry, part: 'text', data: { uuid } });
    }
  },
});

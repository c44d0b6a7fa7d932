import { listLackingSettings, NEEDED_SETTINGS } from '../needed-settings.js';
import { defineRule } from '../rule.js';

/** What is said of the guest outside of its devices has the parts without which libvirt cannot tell what is meant. */
export const settingPartsPresent = defineRule({
  name: 'setting-parts-present',
  summary:
    'Pins, boot devices, NUMA cells and other settings have the attributes and children that libvirt needs of them',
  about: NEEDED_SETTINGS.map(({ blocks, list }) => (list === undefined ? blocks : `${blocks}/${list}`)),
  odd: ['part'],
  why: 'libvirt refuses a domain with a pin that names no vCPU, a <boot/> without a device, a firmware feature that says neither yes nor no, a NUMA cell without memory. Templates and edits by hand leave such things open.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html',
  checked: 'each of them tried with libvirt 9.0.0 and 11.3',
  messages: {
    attribute: {
      text: '<{name}> has no attribute "{part}"; libvirt refuses the domain',
      cure: 'Add it, or take <{name}> out',
      effect: 'refused',
    },
    child: {
      text: '<{name}> has no {part}; libvirt refuses the domain',
      cure: 'Add it, or take <{name}> out',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    for (const { element: at, part } of listLackingSettings(domain)) {
      const isAttribute = part.startsWith('@');
      const data = { name: at.name, part: isAttribute ? part.slice(1) : part };
      report({ message: isAttribute ? 'attribute' : 'child', at, part: 'tag', data });
    }
  },
});

import { defineRule } from '../rule.js';

/** Every MAC address of a network card is one that a card can have. */
export const macValid = defineRule({
  name: 'mac-valid',
  summary: 'Every MAC address is one that a card can have',
  about: ['interface/mac'],
  why: 'libvirt refuses a text that is no MAC address, such as the placeholder of a template, and addresses of groups, whose first byte is odd. Without <mac> it makes one.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#network-interfaces',
  checked: 'virMacAddrParse and virDomainNetDefParseXML, libvirt 9.0.0; 11.3 does the same',
  messages: {
    malformed: {
      text: '"{value}" is no MAC address; libvirt refuses the domain',
      cure: 'Write six bytes with colons between them, or take <mac> out',
      effect: 'refused',
    },
    group: {
      text: '"{value}" is the address of a group, as its first byte is odd; libvirt refuses the domain',
      cure: 'Write an even first byte, such as 52',
      effect: 'refused',
    },
  },
  check({ devices, report }) {
    for (const card of devices('interface')) {
      const at = card.child('mac');
      const value = at?.attribute('address');
      if (at === undefined || value === undefined) continue;
      const [, first = ''] = /^([0-9a-f]{1,2})(:[0-9a-f]{1,2}){5}(?:\s|$)/i.exec(value) ?? [];
      const part = '@address';
      if (first === '') report({ message: 'malformed', at, part, data: { value } });
      else if (Number.parseInt(first, 16) % 2 === 1) report({ message: 'group', at, part, data: { value } });
    }
  },
});

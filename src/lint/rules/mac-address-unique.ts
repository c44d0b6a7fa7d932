import { defineRule } from '../rule.js';

/** Network cards have addresses of their own; cards that stand in for each other share one on purpose. */
export const macAddressUnique = defineRule({
  name: 'mac-address-unique',
  summary: 'No two network cards of a domain have the same MAC address',
  about: ['interface/mac'],
  why: 'A bridge sends packets to the card that it last heard of with that address, so that each of the two takes packets of the other. Only a pair for <teaming> is meant to be so.',
  class: 'ineffective',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#network-interfaces',
  checked: 'libvirt 9.0.0 and 11.3.0 define such a domain',
  messages: {
    second: {
      text: 'Another network card has address "{mac}" already',
      cure: 'Choose another address, or remove <mac>: libvirt then makes one',
      effect: 'runs',
    },
  },
  check({ devices, report }) {
    const taken = new Set<string>();
    for (const card of devices('interface')) {
      const at = card.child('mac');
      const mac = at?.attribute('address') ?? '';
      if (at === undefined || mac === '' || card.child('teaming') !== undefined) continue;
      // 2 and 02 are one byte.
      const key = mac.toLowerCase().replace(/\b0(?=[0-9a-f])/g, '');
      if (taken.has(key)) report({ message: 'second', at, part: '@address', data: { mac } });
      taken.add(key);
    }
  },
});

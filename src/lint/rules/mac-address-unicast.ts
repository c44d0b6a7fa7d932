import { isQemuDomain } from '../../domain/support.js';
import { defineRule } from '../rule.js';

/** One or two digits a byte, as libvirt reads them. */
const MAC = /^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i;

/** A network card has the address of one card. */
export const macAddressUnicast = defineRule({
  name: 'mac-address-unicast',
  summary: 'The MAC address of a network card is six bytes, the first of them even',
  why: 'libvirt reads six hexadecimal bytes between colons. It refuses any other text, and the address of a group, whose first byte is odd.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#network-interfaces',
  checked: 'virDomainNetDefParseXML and virMacAddrParse, libvirt 9.0.0',
  messages: {
    unreadable: {
      text: '"{mac}" is no MAC address',
      cure: 'Write six bytes between colons, such as "52:54:00:12:34:56", or remove <mac>',
      effect: 'refused',
    },
    group: {
      text: '"{mac}" is the address of a group of cards, as its first byte is odd',
      cure: 'Choose an even first byte: "52:54:00" is what libvirt takes',
      effect: 'refused',
    },
  },
  check({ domain, devices, report }) {
    if (!isQemuDomain(domain)) return;
    for (const card of devices('interface')) {
      const at = card.child('mac');
      const mac = at?.attribute('address');
      if (at === undefined || mac === undefined) continue;
      const found = { at, part: '@address', data: { mac } } as const;
      if (!MAC.test(mac)) {
        report({ message: 'unreadable', ...found });
        continue;
      }
      if (Number.parseInt(mac, 16) % 2 === 1) report({ message: 'group', ...found });
    }
  },
});

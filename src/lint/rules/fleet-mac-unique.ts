import { isQemuDomain } from '../../domain/support.js';
import { defineRule } from '../rule.js';
import { isVariant } from '../variant.js';

/** No two domains of a run have a network card with one MAC address. */
export const fleetMacUnique = defineRule({
  name: 'fleet-mac-unique',
  summary: 'No two domains have a network card with the same MAC address',
  about: ['interface/mac'],
  why: 'In one network a switch sends packets to the card that it last heard of with that address, and both guests get the same lease. libvirt does not compare domains. A file that was copied to make a new domain often keeps it.',
  class: 'ineffective',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#network-interfaces',
  checked: 'libvirt 9.0.0 and 11.3.0 define both domains',
  messages: {
    shared: {
      text: 'Address "{things}" is also that of a network card of {domains}; in one network each takes packets of the other',
      cure: 'Remove <mac> from the copy: libvirt then makes one',
      effect: 'runs',
    },
  },
  check() {},
  fleet: {
    claim(domain) {
      if (!isQemuDomain(domain)) return [];
      return domain.listDevices('interface').flatMap((card) => {
        const at = card.child('mac');
        const address = at?.attribute('address') ?? '';
        if (at === undefined || !/^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i.test(address)) return [];
        // 2 and 02 are one byte.
        const thing = address.toLowerCase().replace(/\b(?=[0-9a-f]\b)/g, '0');
        return [{ thing, at, part: '@address' }];
      });
    },
    judge: (own, other) => (isVariant(own, other) ? undefined : 'shared'),
  },
});

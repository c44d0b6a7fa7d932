import { FIRST_VERSIONS, listLacking, NEEDED_PARTS } from '../needed-parts.js';
import { defineRule } from '../rule.js';

/** A device has the parts without which libvirt does not know what it is. */
export const devicePartsPresent = defineRule({
  name: 'device-parts-present',
  summary: 'Devices have the attributes and children that libvirt needs of them',
  about: [...new Set(NEEDED_PARTS.map(({ device }) => device))],
  odd: ['part'],
  why: 'libvirt refuses a domain with a device of which it cannot tell what it is: <graphics/> without a type, a network card of a network that has no name, a serial port to a file that has no path. Snippets and templates leave such things open.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#devices',
  checked: 'each of them tried with libvirt 9.0.0 and 11.3',
  messages: {
    attribute: {
      text: '<{name}> has no attribute "{part}"; libvirt refuses the domain',
      cure: 'Add it, or take the device out',
      effect: 'refused',
    },
    child: {
      text: '<{name}> has no {part}; libvirt refuses the domain',
      cure: 'Add it, or take the device out',
      effect: 'refused',
    },
    address: {
      text: '<{name}> has no attribute "{part}"; libvirt refuses the domain',
      cure: 'Add it, or remove <address> and let libvirt choose',
      effect: 'refused',
    },
  },
  check({ domain, isAtLeast, report }) {
    for (const { element: at, part, device, until } of listLacking(domain)) {
      if (!isAtLeast('libvirt', FIRST_VERSIONS[device] ?? '0')) continue;
      if (until !== undefined && isAtLeast('libvirt', until)) continue;
      const isAttribute = part.startsWith('@');
      const data = { name: at.name, part: isAttribute ? part.slice(1) : part };
      const isChosen = at.name === 'address' && at.parent?.name !== 'source';
      const message = isChosen ? 'address' : isAttribute ? 'attribute' : 'child';
      report({ message, at, part: 'tag', data });
    }
  },
});

import { isUserAlias, listDeviceAliases } from '../../domain/alias.js';
import { listDevices } from '../../domain/devices.js';
import { defineRule } from '../rule.js';

/** Every alias of a user is one that libvirt keeps, and no two devices share one. */
export const userAliasValid = defineRule({
  name: 'user-alias-valid',
  summary: 'Every "ua-" alias is one that libvirt keeps, and is there once',
  about: ['alias'],
  why: 'libvirt drops an alias with other characters than letters, digits, "-" and "_" without a word, and an override that names it is for nobody then. An alias that two devices have it refuses.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#devices',
  checked:
    'virDomainDeviceInfoParseXML and virDomainDeviceDefValidateAliasesIterator, libvirt 9.0.0; 11.3 does the same',
  messages: {
    dropped: {
      text: 'libvirt keeps no alias "{alias}": behind "ua-" stand letters, digits, "-" and "_" alone',
      cure: 'Write an alias without other characters',
      effect: 'dropped',
    },
    taken: {
      text: 'Another device has alias "{alias}"; libvirt refuses the domain',
      cure: 'Write another alias',
      effect: 'refused',
    },
  },
  check({ domain, read, report }) {
    for (const device of listDevices(domain)) {
      const at = device.child('alias');
      const alias = at?.attribute('name');
      if (at === undefined || alias === undefined || !alias.startsWith('ua-') || isUserAlias(alias)) continue;
      report({ message: 'dropped', at, part: '@name', data: { alias } });
    }
    for (const [alias, [, ...others]] of read(listDeviceAliases)) {
      for (const device of others) {
        const at = device.child('alias');
        if (at !== undefined) report({ message: 'taken', at, part: '@name', data: { alias } });
      }
    }
  },
});

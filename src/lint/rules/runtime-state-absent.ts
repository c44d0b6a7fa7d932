import { isUserAlias } from '../../domain/alias.js';
import { listDevices } from '../../domain/devices.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** A domain is a configuration, not the dump of a running guest. */
export const runtimeStateAbsent = defineRule({
  name: 'runtime-state-absent',
  summary: 'The domain is a configuration, not the dump of a running guest',
  about: ['domain[@id]', 'alias[@name]', 'source[@path]'],
  why: 'What libvirt prints of a running guest holds aliases, labels, terminals, ports and a CPU of this one run. It drops some of it from a configuration and keeps the rest, such as an expanded CPU that another host does not have.',
  class: 'unsafe',
  severity: 'warning',
  source: 'https://libvirt.org/manpages/virsh.html#dumpxml',
  checked: 'virDomainDefParseXML with VIR_DOMAIN_DEF_PARSE_INACTIVE, libvirt 9.0.0',
  messages: {
    running: {
      text: 'This is the dump of a running guest; libvirt drops "id" and keeps what else is of this run',
      cure: 'Start from virsh dumpxml --inactive --security-info, or let the step strip-runtime clean it',
      effect: 'dropped',
    },
    alias: {
      text: 'Alias "{alias}" is of a running guest; libvirt drops it, as it does all that do not begin with "ua-"',
      cure: 'Take out the aliases that do not begin with "ua-"',
      effect: 'dropped',
      severity: 'info',
    },
    terminal: {
      text: 'Terminal "{path}" is of a running guest; libvirt opens another one',
      cure: 'Take <source> out',
      effect: 'runs',
      severity: 'info',
    },
  },
  check({ domain, report }) {
    const { root } = domain;
    if (root.attribute('id') !== undefined) {
      // All the rest follows from it.
      report({ message: 'running', at: root, part: '@id' });
      return;
    }
    const all = listDevices(domain);
    // One stands for all of them.
    const alias = all.find((device) => isOfRun(device.child('alias')))?.child('alias');
    if (alias !== undefined) {
      report({ message: 'alias', at: alias, part: '@name', data: { alias: alias.attribute('name') ?? '' } });
    }
    for (const device of all) {
      if (device.attribute('type') !== 'pty') continue;
      const source = device.child('source');
      const path = source?.attribute('path');
      if (source !== undefined && path !== undefined) report({ message: 'terminal', at: source, data: { path } });
    }
  },
});

function isOfRun(alias: XmlElement | undefined): boolean {
  const name = alias?.attribute('name');
  return name !== undefined && !isUserAlias(name) && !name.startsWith('ua-');
}

import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** A host device that is one half of a team names the other one. */
export const hostdevTeamingComplete = defineRule({
  name: 'hostdev-teaming-complete',
  summary: 'A host device in a team is a PCI device, transient, and names its persistent partner',
  about: ['hostdev/teaming'],
  why: 'The guest moves its network to the partner while the host device is unplugged for a migration. libvirt refuses a team of which a part is missing.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#teaming-a-virtio-hostdev-nic-pair',
  checked: 'virDomainHostdevDefValidate, libvirt 9.0.0 and 11.3',
  messages: {
    persistent: {
      text: '<teaming> does not say which interface is the other half',
      cure: 'Add persistent="ua-…" with the alias of the virtio interface',
      effect: 'refused',
    },
    type: {
      text: 'A host device in a team is "transient", not "{type}"',
      cure: 'Write type="transient"',
      effect: 'refused',
    },
    notPci: { text: 'Only a PCI device of the host can be in a team', cure: 'Remove <teaming>', effect: 'refused' },
    alias: {
      text: 'No interface has the alias "{alias}", so the team has no other half',
      cure: 'Give the virtio interface <alias name="{alias}"/>',
      effect: 'not-started',
    },
  },
  check({ devices, report }) {
    const aliases = new Set(devices('interface').map((device) => device.child('alias')?.attribute('name')));
    for (const device of devices('hostdev')) {
      const teaming = device.child('teaming');
      if (teaming !== undefined) check(device, teaming);
    }

    function check(device: XmlElement, teaming: XmlElement): void {
      const [type, alias] = ['type', 'persistent'].map((name) => teaming.attribute(name));
      if (device.attribute('type') !== 'pci') report({ message: 'notPci', at: teaming });
      else if (type === 'persistent') report({ message: 'type', at: teaming, part: '@type', data: { type } });
      else if (alias === undefined) report({ message: 'persistent', at: teaming, part: 'tag' });
      else if (!aliases.has(alias)) report({ message: 'alias', at: teaming, part: '@persistent', data: { alias } });
    }
  },
});

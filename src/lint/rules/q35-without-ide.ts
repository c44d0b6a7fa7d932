import { listDisks } from '../../domain/disks.js';
import { machineFamily } from '../../domain/machine.js';
import { defineRule } from '../rule.js';

/** A q35 machine has no IDE. */
export const q35WithoutIde = defineRule({
  name: 'q35-without-ide',
  summary: 'A q35 guest has no IDE controller and no disk on one',
  about: ['controller[@type=ide]', 'disk'],
  why: 'q35 has SATA in place of IDE. libvirt refuses IDE controllers there, and disks on the bus "ide", which is also what a target named hda without a bus means.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#controllers',
  checked: 'qemuValidateDomainDeviceDefControllerIDE, libvirt 9.0.0 and 11.3',
  messages: {
    controller: { text: 'A q35 machine has no IDE controller', cure: 'Remove it', effect: 'refused' },
    disk: {
      text: 'Disk "{target}" is on the bus "ide", which a q35 machine does not have',
      cure: 'Write bus="sata" and remove its <address>; convert-to-q35 does so',
      effect: 'refused',
    },
  },
  check({ domain, devices, read, report }) {
    if (machineFamily(domain) !== 'q35') return;
    for (const controller of devices('controller')) {
      if (controller.attribute('type') === 'ide') report({ message: 'controller', at: controller, part: 'tag' });
    }
    for (const { element, bus, dev } of read(listDisks)) {
      if (bus !== 'ide') continue;
      report({ message: 'disk', at: element.child('target') ?? element, part: 'tag', data: { target: dev } });
    }
  },
});

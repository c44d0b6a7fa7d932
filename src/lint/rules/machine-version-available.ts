import { isMachineAvailable, readVersionedMachine } from '../../domain/machine.js';
import { isAtLeast, OLDEST_TARGET } from '../../domain/target.js';
import { defineRule } from '../rule.js';

/** The machine type is one that QEMU has. */
export const machineVersionAvailable = defineRule({
  name: 'machine-version-available',
  summary: 'The machine type is one that QEMU has',
  about: ['os/type'],
  why: 'A machine type keeps the version of QEMU with which the domain was made. QEMU drops those of more than six years with each release from 10.1 on, and libvirt refuses a domain whose machine type is gone.',
  class: 'breaks',
  severity: 'error',
  source: 'https://www.qemu.org/docs/master/about/deprecated.html',
  checked: '-machine help of QEMU 7.2 and 10.0',
  messages: {
    removed: {
      text: 'QEMU {qemu} has no machine type "{machine}"',
      cure: 'Say "{alias}", which becomes the newest of QEMU',
      effect: 'refused',
    },
    newer: {
      text: 'Machine type "{machine}" came with QEMU {version}, and the target is {qemu}',
      cure: 'Name the QEMU that the host has, such as "--target qemu={version}", or say "{alias}"',
      effect: 'refused',
      severity: 'warning',
    },
    newerThanOldest: {
      text: 'Machine type "{machine}" came with QEMU {version}, and older ones refuse it',
      cure: 'Name the QEMU that the host has, such as "--target qemu={version}", or say "{alias}"',
      effect: 'refused',
      severity: 'info',
    },
  },
  check({ domain, read, target, report }) {
    const type = domain.find('os/type');
    const machine = read(readVersionedMachine);
    if (type === undefined || machine === undefined) return;
    const { name, version, alias } = machine;
    const found = { at: type, part: '@machine', data: { machine: name, version, qemu: target.qemu, alias } } as const;
    if (!isMachineAvailable(machine, target.qemu)) report({ message: 'removed', ...found });
    else if (!isAtLeast(target.qemu, version)) {
      // The oldest target is what counts where nobody named one.
      report({ message: target.qemu === OLDEST_TARGET.qemu ? 'newerThanOldest' : 'newer', ...found });
    }
  },
});

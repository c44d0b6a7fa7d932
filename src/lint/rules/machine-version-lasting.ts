import { isMachineAvailable, readVersionedMachine } from '../../domain/machine.js';
import { isAtLeast } from '../../domain/target.js';
import { defineRule } from '../rule.js';

/** The first version of QEMU that drops machine types by their age, and the oldest that it has. */
const NEXT = '10.1';
const OLDEST_OF_NEXT = '4.2';

/** The machine type is there after the next update of the host. */
export const machineVersionLasting = defineRule({
  name: 'machine-version-lasting',
  summary: 'The machine type is one that newer versions of QEMU have too',
  about: ['os/type'],
  why: 'QEMU drops machine types of more than six years from 10.1 on, so that the domain is refused after an update of the host. Root ports of q35 before 4.0 also say that they are one lane of PCIe 1, which some drivers of graphics cards believe.',
  class: 'unsafe',
  severity: 'info',
  source: 'https://www.qemu.org/docs/master/about/deprecated.html',
  checked: 'machine types that QEMU 10.0 lists as deprecated; hw_compat_3_1 of hw/core/machine.c, QEMU 7.2',
  messages: {
    ageing: {
      text: 'QEMU {next} no longer has machine type "{machine}"',
      cure: 'Say "{alias}", which becomes the newest of QEMU; Windows finds new hardware once',
      effect: 'runs',
    },
  },
  check({ domain, read, target, report }) {
    const type = domain.find('os/type');
    const machine = read(readVersionedMachine);
    if (type === undefined || machine === undefined) return;
    if (isAtLeast(target.qemu, NEXT) || isAtLeast(machine.version, OLDEST_OF_NEXT)) return;
    if (!isMachineAvailable(machine, target.qemu)) return;
    const data = { machine: machine.name, alias: machine.alias, next: NEXT };
    report({ message: 'ageing', at: type, part: '@machine', data });
  },
});

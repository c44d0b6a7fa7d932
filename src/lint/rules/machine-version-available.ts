import { isX86Guest } from '../../domain/machine.js';
import { isQemuDomain } from '../../domain/support.js';
import { isAtLeast } from '../../domain/target.js';
import { defineRule } from '../rule.js';

/** The oldest versions of a family that a QEMU has, from its newest change on. */
const OLDEST: readonly { readonly qemu: string; readonly q35: string; readonly i440fx: string }[] = [
  { qemu: '10.1', q35: '4.2', i440fx: '4.2' },
  { qemu: '10.0', q35: '2.4', i440fx: '2.4' },
  { qemu: '0', q35: '2.4', i440fx: '1.4' },
];
const NEXT = '10.1';
/** The oldest that `NEXT` has. */
const LASTING = '4.2';

/** The machine type is one that QEMU has, and goes on to have. */
export const machineVersionAvailable = defineRule({
  id: 'machine-version-available',
  summary: 'The machine type is one that QEMU has, and goes on to have',
  why: 'A machine type keeps the version of QEMU with which the domain was made. QEMU drops those of more than six years with each release from 10.1 on, and libvirt refuses a domain whose machine type is gone. Old root ports of q35, before 4.0, also run at the speed of PCIe 1.',
  class: 'breaks',
  severity: 'error',
  source: 'https://www.qemu.org/docs/master/about/deprecated.html',
  checked: '-machine help of QEMU 7.2 and 10.0; pcie-root-port speeds of machine types before 4.0, hw/core/machine.c',
  messages: {
    removed: {
      text: 'QEMU {qemu} has no machine type "{machine}"',
      cure: 'Say "{alias}", which becomes the newest of QEMU',
      effect: 'refused',
    },
    newer: {
      text: 'Machine type "{machine}" came with QEMU {version}, and the target is {qemu}',
      cure: 'Say "{alias}", or name the version of QEMU that the host has as target',
      effect: 'refused',
      severity: 'warning',
    },
    ageing: {
      text: 'Machine type "{machine}" is gone in QEMU 10.1',
      cure: 'Say "{alias}", which becomes the newest of QEMU; Windows finds new hardware once',
      effect: 'runs',
      severity: 'info',
    },
  },
  check({ domain, target, report }) {
    const type = domain.find('os/type');
    if (!isQemuDomain(domain) || !isX86Guest(domain) || type === undefined) return;
    const machine = type.attribute('machine') ?? '';
    // Distributions have names of their own, such as pc-q35-jammy, and drop them as they like.
    const [, family, version] = /^pc-(q35|i440fx)-([0-9]+\.[0-9]+)(?:\.[0-9]+)?$/.exec(machine) ?? [];
    if (family === undefined || version === undefined) return;
    const oldest = OLDEST.find(({ qemu }) => isAtLeast(target.qemu, qemu))?.[family as 'q35' | 'i440fx'] ?? '0';
    const data = { machine, version, qemu: target.qemu, alias: family === 'q35' ? 'q35' : 'pc' };
    const found = { at: type, part: '@machine', data } as const;
    if (!isAtLeast(version, oldest)) report({ message: 'removed', ...found });
    else if (!isAtLeast(target.qemu, version)) report({ message: 'newer', ...found });
    else if (!isAtLeast(target.qemu, NEXT) && !isAtLeast(version, LASTING)) report({ message: 'ageing', ...found });
  },
});

import { machineFamily } from '../../domain/machine.js';
import { readScaledBytes } from '../../domain/scaled-value.js';
import { defineRule } from '../rule.js';

const MIB = 1024 * 1024;

/** The memory of SMM is a matter of q35, and whole MiB. */
export const tsegValid = defineRule({
  name: 'tseg-valid',
  summary: 'The size of the memory of SMM is set on q35 alone, in whole MiB',
  about: ['smm/tseg'],
  guests: 'x86',
  why: 'Only q35 has memory that is kept for system management mode. libvirt refuses <tseg> for any other machine type, and a size that is not whole MiB.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#hypervisor-features',
  checked: 'qemuDomainDefTsegPostParse; shown with libvirt 9.0.0 and 11.3',
  messages: {
    machine: {
      text: 'This machine type keeps no memory for SMM',
      cure: 'Remove <tseg>, or convert the domain to q35',
      effect: 'refused',
    },
    unreadable: {
      text: 'libvirt cannot read "{size}" as the size of the memory of SMM',
      cure: 'Write a whole number, and its unit as attribute "unit"',
      effect: 'refused',
    },
    broken: {
      text: 'The size of the memory of SMM is {size} bytes, which are no whole MiB',
      cure: 'Write it in MiB: <tseg unit="MiB">48</tseg>',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const tseg = domain.find('features/smm/tseg');
    if (tseg === undefined) return;
    if (domain.find('features/smm')?.attribute('state') === 'off') return;
    if (machineFamily(domain) !== 'q35') {
      report({ message: 'machine', at: tseg });
      return;
    }
    if (tseg.text === '') return;
    const size = readScaledBytes(tseg.text, tseg.attribute('unit'), 'MiB');
    if (size === undefined) report({ message: 'unreadable', at: tseg, part: 'text', data: { size: tseg.text } });
    else if (size % MIB !== 0) report({ message: 'broken', at: tseg, part: 'text', data: { size } });
  },
});

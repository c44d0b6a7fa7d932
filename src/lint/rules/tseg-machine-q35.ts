import { isX86Guest, machineFamily } from '../../domain/machine.js';
import { isQemuDomain } from '../../domain/support.js';
import { defineRule } from '../rule.js';

/** The size of SMM's memory is a matter of q35. */
export const tsegMachineQ35 = defineRule({
  name: 'tseg-machine-q35',
  summary: 'The size of the memory of SMM is set on q35 alone',
  why: 'Only q35 has memory that is kept for system management mode. libvirt refuses <tseg> for any other machine type.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#hypervisor-features',
  checked: 'qemuDomainDefTsegPostParse, libvirt 9.0.0',
  messages: {
    machine: {
      text: 'This machine type keeps no memory for SMM',
      cure: 'Remove <tseg>, or convert the domain to q35',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const tseg = domain.find('features/smm/tseg');
    if (!isQemuDomain(domain) || !isX86Guest(domain) || tseg === undefined) return;
    if (machineFamily(domain) === 'q35' || domain.find('features/smm')?.attribute('state') === 'off') return;
    report({ message: 'machine', at: tseg });
  },
});

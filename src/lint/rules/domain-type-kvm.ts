import { listHostPciUses } from '../../domain/devices.js';
import { HOST_PCI_FUNCTIONS } from '../about.js';
import { defineRule } from '../rule.js';

/** A domain with devices of the host runs on KVM. */
export const domainTypeKvm = defineRule({
  name: 'domain-type-kvm',
  summary: 'A domain with PCI devices of the host runs on KVM',
  about: HOST_PCI_FUNCTIONS,
  why: 'With type="qemu" each instruction of the guest is emulated. A graphics card then waits for a processor that is some ten to a hundred times slower, and neither host-passthrough nor anything that is said of KVM works.',
  class: 'ineffective',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#element-and-attribute-overview',
  checked: 'qemuBuildAccelCommandLine, libvirt 9.0.0',
  messages: {
    emulated: {
      text: 'The guest gets a PCI device of the host, and its processor is emulated',
      cure: 'Say type="kvm"',
      effect: 'runs',
    },
  },
  check({ domain, read, report }) {
    if (domain.root.attribute('type') !== 'qemu' || read(listHostPciUses).length === 0) return;
    report({ message: 'emulated', at: domain.root, part: '@type' });
  },
});

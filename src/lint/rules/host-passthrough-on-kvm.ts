import { defineRule } from '../rule.js';

/** CPU mode `host-passthrough` is for guests of KVM. */
export const hostPassthroughOnKvm = defineRule({
  name: 'host-passthrough-on-kvm',
  summary: 'CPU mode "host-passthrough" is for domain type "kvm"',
  about: ['cpu[@mode=host-passthrough]'],
  why: 'Without KVM there is no CPU of the host to pass through: QEMU emulates each instruction. libvirt defines such a domain, and refuses to start it.',
  class: 'ineffective',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#cpu-model-and-topology',
  checked: 'virQEMUCapsIsCPUModeSupported, libvirt 9.0.0',
  messages: {
    emulated: {
      text: 'Domain type "qemu" has no CPU of the host, so libvirt does not start it with "host-passthrough"',
      cure: 'Say type="kvm" of <domain>, or mode="maximum" of <cpu>',
      effect: 'not-started',
    },
  },
  check({ domain, report }) {
    const cpu = domain.find('cpu');
    if (domain.root.attribute('type') !== 'qemu' || cpu?.attribute('mode') !== 'host-passthrough') return;
    report({ message: 'emulated', at: cpu, part: '@mode' });
  },
});

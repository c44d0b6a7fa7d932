import { defineRule } from '../rule.js';

/** A domain of QEMU has no `<msrs>`, which is for bhyve. */
export const msrsEffective = defineRule({
  name: 'msrs-effective',
  summary: '<msrs> is there only where it has an effect',
  about: ['features/msrs'],
  why: '<msrs> is for bhyve. The QEMU driver reads it and tells QEMU nothing; which registers of the CPU KVM ignores is said on the host.',
  class: 'ineffective',
  severity: 'info',
  source: 'https://libvirt.org/formatdomain.html#hypervisor-features',
  checked: "libvirt 9.0.0: QEMU's arguments are the same with it and without",
  messages: {
    ignored: {
      text: '<msrs> has no effect on a guest of QEMU',
      cure: 'Set ignore_msrs=1 for module kvm on the host, and take <msrs> out',
      effect: 'runs',
    },
  },
  check({ domain, report }) {
    const at = domain.find('features/msrs');
    if (at !== undefined) report({ message: 'ignored', at });
  },
});

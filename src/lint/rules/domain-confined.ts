import { defineRule } from '../rule.js';

/** QEMU runs under the security driver of the host. */
export const domainConfined = defineRule({
  name: 'domain-confined',
  summary: 'QEMU is confined by the security driver of the host',
  about: ['seclabel'],
  why: 'With <seclabel type="none"/> neither SELinux nor AppArmor holds QEMU, so a guest that breaks out of it has what its user has. Guides write it to reach a ROM file, /dev/shm or /dev/input, which rules for these files do as well.',
  class: 'unsafe',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#security-label',
  checked: 'virSecurityManagerGenLabel, libvirt 9.0.0',
  messages: {
    none: {
      text: 'QEMU runs without the confinement of {model}',
      cure: 'Allow the files that it needs, in the local profile or with <seclabel> in their <source>, and take this out',
      effect: 'runs',
    },
  },
  check({ domain, report }) {
    for (const label of domain.root.childrenNamed('seclabel')) {
      if (label.attribute('type') !== 'none' || label.attribute('model') === 'none') continue;
      const model = label.attribute('model') ?? "the host's security driver";
      report({ message: 'none', at: label, data: { model } });
    }
  },
});

import { defineRule } from '../rule.js';

/** What `<type>` holds for a guest of QEMU. */
const FULL_MACHINE = 'hvm';

/** A domain says that it is a full virtual machine. */
export const osTypeKnown = defineRule({
  name: 'os-type-known',
  summary: 'The domain says that it is a full virtual machine',
  about: ['domain'],
  odd: ['basics'],
  why: 'libvirt wants to know of which kind a guest is, and QEMU runs one kind alone: "hvm". Domains that are written by hand lack <os>, or have an empty one.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#operating-system-booting',
  checked: 'shown with libvirt 9.0.0 and 11.3',
  messages: {
    missing: {
      text: 'The domain has no <type> in <os>, and libvirt refuses it',
      cure: 'Add <os> with <type arch="x86_64" machine="q35">hvm</type>',
      effect: 'refused',
    },
    other: {
      text: 'QEMU runs no guest of type "{type}"; libvirt refuses the domain',
      cure: 'Write "hvm"',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const os = domain.find('os');
    const at = domain.find('os/type');
    const type = at?.text ?? '';
    if (at === undefined || type === '') report({ message: 'missing', at: at ?? os ?? domain.root, part: 'tag' });
    else if (type !== FULL_MACHINE) report({ message: 'other', at, part: 'text', data: { type } });
  },
});

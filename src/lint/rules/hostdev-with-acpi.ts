import { isPinnedByVfio } from '../../domain/memory.js';
import { VFIO_DEVICES } from '../about.js';
import { defineRule } from '../rule.js';

/** A guest with a device of the host has ACPI. Mending adds `<acpi/>`. */
export const hostdevWithAcpi = defineRule({
  name: 'hostdev-with-acpi',
  summary: 'A guest with a device of the host has ACPI',
  about: VFIO_DEVICES,
  guests: 'x86',
  why: 'ACPI tells the guest of its root ports, interrupts and power states. <features> without <acpi/> switches it off, and so does a domain without <features>.',
  class: 'unsafe',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#hypervisor-features',
  checked: "libvirt 9.0.0: QEMU's arguments hold -no-acpi without it",
  messages: {
    missing: {
      text: 'Without <acpi/> the guest learns nothing of its interrupts and root ports, and Windows does not start',
      cure: 'Add <acpi/> to <features>',
      effect: 'runs',
    },
  },
  check({ domain, read, report }) {
    if (domain.find('features/acpi') !== undefined) return;
    if (!read(isPinnedByVfio)) return;
    report({
      message: 'missing',
      at: domain.find('features') ?? domain.root,
      part: 'tag',
      fix: (draft) => draft.ensure('features/acpi', {}, 'The guest learns of its devices from ACPI'),
    });
  },
});

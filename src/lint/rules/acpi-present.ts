import { findUefi } from '../../domain/firmware.js';
import { isX86Guest } from '../../domain/machine.js';
import { isPinnedByVfio } from '../../domain/memory.js';
import { isQemuDomain } from '../../domain/support.js';
import { defineRule } from '../rule.js';

/** A guest with UEFI or with a device of the host has ACPI. Mending adds `<acpi/>`. */
export const acpiPresent = defineRule({
  id: 'acpi-present',
  summary: 'A guest with UEFI, or with a device of the host, has ACPI',
  why: 'ACPI tells the guest of its root ports, interrupts and power states. <features> without <acpi/> switches it off: libvirt refuses that with UEFI, and Windows does not start without.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#hypervisor-features',
  checked: 'qemuValidateDomainDef, libvirt 9.0.0 and 11.3',
  messages: {
    withUefi: {
      text: 'UEFI without <acpi/>: libvirt refuses the domain',
      cure: 'Add <acpi/> to <features>',
      effect: 'refused',
    },
    withHostDevice: {
      text: 'Without <acpi/> the guest learns nothing of its interrupts and root ports, and Windows does not start',
      cure: 'Add <acpi/> to <features>',
      effect: 'runs',
      severity: 'warning',
    },
  },
  check({ domain, read, report }) {
    if (!isQemuDomain(domain) || !isX86Guest(domain) || domain.find('features/acpi') !== undefined) return;
    const uefi = findUefi(domain);
    // What only looks like UEFI by its name is a ROM to libvirt.
    const isRefused = uefi?.name === 'os' || uefi?.attribute('type') === 'pflash';
    if (!isRefused && !read(isPinnedByVfio)) return;
    report({
      message: isRefused ? 'withUefi' : 'withHostDevice',
      at: domain.find('features') ?? domain.root,
      part: 'tag',
      fix: (draft) => draft.ensure('features/acpi', {}, 'The guest learns of its devices from ACPI'),
    });
  },
});

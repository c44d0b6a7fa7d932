import { findUefi } from '../../domain/firmware.js';
import { defineRule } from '../rule.js';

/** A guest with UEFI has ACPI. Mending adds `<acpi/>`. */
export const uefiWithAcpi = defineRule({
  name: 'uefi-with-acpi',
  summary: 'A guest with UEFI has ACPI',
  about: ['os[@firmware]', 'os/loader'],
  guests: 'x86',
  why: 'UEFI hands the guest its hardware in tables of ACPI. <features> without <acpi/> switches ACPI off, and libvirt refuses that together with UEFI.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#hypervisor-features',
  checked: 'qemuValidateDomainDef, libvirt 9.0.0 and 11.3',
  messages: {
    missing: {
      text: 'UEFI without <acpi/>: libvirt refuses the domain',
      cure: 'Add <acpi/> to <features>',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    if (domain.find('features/acpi') !== undefined) return;
    const uefi = findUefi(domain);
    // What looks like UEFI by its name alone is a ROM to libvirt.
    if (uefi?.name !== 'os' && uefi?.attribute('type') !== 'pflash') return;
    report({
      message: 'missing',
      at: domain.find('features') ?? domain.root,
      part: 'tag',
      fix: (draft) => draft.ensure('features/acpi', {}, 'UEFI needs ACPI'),
    });
  },
});

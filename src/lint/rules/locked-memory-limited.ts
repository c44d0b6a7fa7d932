import { findHardLimit } from '../../domain/memory.js';
import { defineRule } from '../rule.js';

/** A domain that locks its memory has a limit. */
export const lockedMemoryLimited = defineRule({
  name: 'locked-memory-limited',
  summary: 'A domain that locks its memory has a hard limit',
  about: ['memoryBacking/locked'],
  why: 'With <locked> libvirt lets QEMU lock memory without end. A leak in QEMU, or a guest that makes it allocate, then takes all memory of the host, none of which can be swapped out. VFIO does not need it, as it locks the memory of the guest by itself.',
  class: 'unsafe',
  severity: 'info',
  source: 'https://libvirt.org/formatdomain.html#memory-backing',
  checked: 'qemuDomainGetMemLockLimitBytes, libvirt 9.0.0',
  messages: {
    unlimited: {
      text: 'QEMU may lock all memory of the host',
      cure: 'Add <hard_limit> to <memtune>, with room for QEMU beside the guest, or remove <locked>',
      effect: 'runs',
    },
  },
  check({ domain, read, report }) {
    const locked = domain.find('memoryBacking/locked');
    if (locked === undefined || read(findHardLimit) !== undefined) return;
    report({ message: 'unlimited', at: locked });
  },
});

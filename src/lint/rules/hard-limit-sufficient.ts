import { findHardLimit, isPinnedByVfio, startMemoryKiB } from '../../domain/memory.js';
import { defineRule } from '../rule.js';

/** What libvirt lets VFIO lock beside the memory of the guest, where nobody sets a limit. */
const ROOM_KIB = 1024 * 1024;

/** A limit leaves room for what VFIO locks. */
export const hardLimitSufficient = defineRule({
  name: 'hard-limit-sufficient',
  summary: 'A hard limit leaves room for the memory that VFIO locks, and for QEMU',
  about: ['memtune/hard_limit'],
  why: 'libvirt lets QEMU lock as much as <hard_limit> says, in the place of its own reckoning: the memory of the guest and 1 GiB. VFIO locks all memory of the guest and maps the BARs besides, so that with less the domain does not start, or the kernel ends QEMU when it needs more.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#memory-tuning',
  checked: 'qemuDomainGetMemLockLimitBytes, libvirt 9.0.0',
  messages: {
    low: {
      text: 'The limit of {limit} KiB is below the {memory} KiB of the guest, all of which VFIO locks: the domain does not start',
      cure: 'Remove <hard_limit>, or raise it to {needed} KiB',
      effect: 'not-started',
    },
    tight: {
      text: 'The limit of {limit} KiB leaves QEMU less than 1 GiB beside the memory of the guest: the kernel may end it',
      cure: 'Remove <hard_limit>, or raise it to {needed} KiB',
      effect: 'runs',
      severity: 'warning',
    },
  },
  check({ read, report }) {
    const limit = read(findHardLimit);
    const memoryKiB = read(startMemoryKiB);
    if (limit === undefined || memoryKiB === undefined || !read(isPinnedByVfio)) return;
    const needed = memoryKiB + ROOM_KIB;
    if (limit.limitKiB >= needed) return;
    report({
      message: limit.limitKiB < memoryKiB ? 'low' : 'tight',
      at: limit.element,
      data: { limit: limit.limitKiB, memory: memoryKiB, needed },
    });
  },
});

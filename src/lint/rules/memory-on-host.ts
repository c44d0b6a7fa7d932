import { isPinnedByVfio, startMemoryKiB } from '../../domain/memory.js';
import { VFIO_DEVICES } from '../about.js';
import { defineRule } from '../rule.js';

/** The host has the memory that VFIO pins for the guest. */
export const memoryOnHost = defineRule({
  name: 'memory-on-host',
  summary: 'The host has more memory than a guest with devices of the host',
  about: VFIO_DEVICES,
  why: 'A device of the host reads and writes any memory of the guest, so that VFIO pins all of it when the domain starts: nothing of it can be swapped out or given later.',
  class: 'breaks',
  severity: 'error',
  needsHost: true,
  source: 'https://docs.kernel.org/driver-api/vfio.html',
  checked: 'vfio_pin_pages_remote, Linux 6.12; qemuDomainGetMemLockLimitBytes, libvirt 9.0.0',
  messages: {
    little: {
      text: 'VFIO pins the {memoryKiB} KiB of the guest, and the host has {totalKiB} KiB of memory; the domain does not start',
      cure: 'Give the guest less memory',
      effect: 'not-started',
    },
  },
  check({ domain, host, read, report }) {
    const totalKiB = host?.memory?.totalKiB;
    const at = domain.find('memory');
    const memoryKiB = startMemoryKiB(domain);
    if (totalKiB == null || at === undefined || memoryKiB === undefined) return;
    if (memoryKiB < totalKiB || !read(isPinnedByVfio)) return;
    report({ message: 'little', at, part: 'text', data: { memoryKiB, totalKiB } });
  },
});

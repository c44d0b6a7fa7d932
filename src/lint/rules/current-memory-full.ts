import { isPinnedByVfio, readKiB, startMemoryKiB } from '../../domain/memory.js';
import { VFIO_DEVICES } from '../about.js';
import { defineRule } from '../rule.js';

/** A guest with devices of the host has all of its memory. */
export const currentMemoryFull = defineRule({
  name: 'current-memory-full',
  summary: 'A guest with devices of the host starts with all of its memory',
  about: VFIO_DEVICES,
  why: 'VFIO locks all memory of the guest, since a device may write to any of it. What a balloon takes from the guest is not given back to the host; QEMU keeps the balloon from working as long as such a device is there.',
  class: 'ineffective',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#memory-allocation',
  checked: 'ram_block_discard_disable in hw/vfio/common.c, QEMU 7.2',
  messages: {
    ballooned: {
      text: 'The guest is to give back {kib} KiB, which VFIO keeps locked',
      cure: 'Set <currentMemory> to <memory>',
      effect: 'runs',
    },
  },
  check({ domain, read, report }) {
    const current = domain.find('currentMemory');
    if (current === undefined || !read(isPinnedByVfio)) return;
    const [currentKiB, memoryKiB] = [readKiB(current.text, current.attribute('unit')), read(startMemoryKiB)];
    // libvirt takes none for all.
    if (currentKiB === undefined || currentKiB === 0 || memoryKiB === undefined || currentKiB >= memoryKiB) return;
    report({ message: 'ballooned', at: current, data: { kib: memoryKiB - currentKiB } });
  },
});

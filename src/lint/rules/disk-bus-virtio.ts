import { listDisks } from '../../domain/disks.js';
import { defineRule } from '../rule.js';

const EMULATED = /^(ide|sata|usb)$/;

/** Disks are virtio devices. */
export const diskBusVirtio = defineRule({
  name: 'disk-bus-virtio',
  summary: 'Disks are on bus virtio or scsi',
  about: ['disk'],
  why: 'An emulated controller leaves the guest several times for each request. A virtio disk does so once, and may have an IOThread of its own; Windows needs its driver before the bus is changed.',
  class: 'unsafe',
  severity: 'info',
  isOnByDefault: false,
  source: 'https://libvirt.org/formatdomain.html#hard-drives-floppy-disks-cdroms',
  checked: 'hw/ide/ahci.c and hw/block/virtio-blk.c, QEMU 7.2',
  messages: {
    emulated: {
      text: 'The disk is behind an emulated controller of bus "{bus}"',
      cure: 'Install the virtio driver in the guest, then say bus="virtio"',
      effect: 'runs',
    },
  },
  check({ read, report }) {
    for (const { element, bus } of read(listDisks)) {
      const isDisk = (element.attribute('device') ?? 'disk') === 'disk';
      const target = element.child('target');
      if (isDisk && target !== undefined && EMULATED.test(bus))
        report({ message: 'emulated', at: target, data: { bus } });
    }
  },
});

import { listDisks } from '../../domain/disks.js';
import { defineRule } from '../rule.js';

/** IOThreads serve virtio disks, and virtio-scsi by its controller. */
export const iothreadBusVirtio = defineRule({
  name: 'iothread-bus-virtio',
  summary: 'A disk with an IOThread is on bus virtio',
  about: ['disk/driver[@iothread]'],
  why: 'QEMU serves virtio disks from an IOThread. A SATA disk cannot have one, and a SCSI disk has that of its controller; libvirt refuses either with one of its own.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#hard-drives-floppy-disks-cdroms',
  checked: 'qemuValidateDomainDeviceDefDiskIOThreads, libvirt 9.0.0',
  messages: {
    bus: {
      text: 'A disk on bus "{bus}" cannot have an IOThread of its own',
      cure: 'Move the disk to bus virtio, name the IOThread at a virtio-scsi controller, or remove it',
      effect: 'refused',
    },
  },
  check({ read, report }) {
    for (const { element, bus } of read(listDisks)) {
      const driver = element.child('driver');
      if (driver?.attribute('iothread') === undefined || bus === 'virtio') continue;
      report({ message: 'bus', at: driver, part: '@iothread', data: { bus } });
    }
  },
});

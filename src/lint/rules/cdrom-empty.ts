import { defineRule } from '../rule.js';

/** No image is left in a drive after the installation. */
export const cdromEmpty = defineRule({
  name: 'cdrom-empty',
  summary: 'No image is left in a drive for CDs',
  about: ['disk'],
  why: 'An image that is still there from the installation keeps the domain from starting once its file is gone, and is offered as something to boot from.',
  class: 'unsafe',
  severity: 'info',
  isOnByDefault: false,
  source: 'https://libvirt.org/formatdomain.html#hard-drives-floppy-disks-cdroms',
  checked: 'virDomainDiskTranslateSourcePool and qemuDomainDetermineDiskChain, libvirt 9.0.0',
  messages: {
    inserted: { text: '"{path}" is in the drive', cure: 'Remove <source>, or the drive', effect: 'runs' },
  },
  check({ devices, report }) {
    for (const disk of devices('disk')) {
      const source = disk.attribute('device') === 'cdrom' ? disk.child('source') : undefined;
      const path = source?.attribute('file');
      if (source !== undefined && path !== undefined) report({ message: 'inserted', at: source, data: { path } });
    }
  },
});

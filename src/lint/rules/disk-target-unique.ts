import { defineRule } from '../rule.js';

/** Each disk has a target, which no other has. */
export const diskTargetUnique = defineRule({
  name: 'disk-target-unique',
  summary: 'Each disk has a target of its own',
  about: ['disk'],
  why: 'libvirt knows a disk by the name of its target, such as "sda". It refuses a disk without one, and a name that two have, on whatever bus.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#hard-drives-floppy-disks-cdroms',
  checked: 'virDomainDiskDefValidate and virDomainDiskDefCheckDuplicateInfo, libvirt 9.0.0',
  messages: {
    second: { text: 'Another disk has target "{dev}" already', cure: 'Choose a name that is free', effect: 'refused' },
    missing: {
      text: 'The disk has no target',
      cure: 'Add <target dev="vda" bus="virtio"/> with a name that is free',
      effect: 'refused',
    },
  },
  check({ devices, report }) {
    const taken = new Set<string>();
    for (const disk of devices('disk')) {
      const target = disk.child('target');
      const dev = target?.attribute('dev') ?? '';
      if (target === undefined || dev === '') {
        report({ message: 'missing', at: target ?? disk, part: 'tag' });
        continue;
      }
      if (taken.has(dev)) report({ message: 'second', at: target, part: '@dev', data: { dev } });
      taken.add(dev);
    }
  },
});

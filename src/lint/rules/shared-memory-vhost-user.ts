import { isMemoryShared } from '../../domain/memory.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** A device that a process of its own serves sees the memory of the guest. */
export const sharedMemoryVhostUser = defineRule({
  name: 'shared-memory-vhost-user',
  summary: 'The memory of the guest is shared with the processes that serve its disks and file systems',
  about: ['filesystem/driver[@type=virtiofs]', 'disk[@type=vhostuser]'],
  why: 'virtiofsd and vhost-user backends read and write the memory of the guest. libvirt refuses a virtiofs file system and a vhost-user disk where that memory is private.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/kbase/virtiofs.html',
  checked: 'qemuValidateDomainDefVhostUserRequireSharedMemory, libvirt 9.0.0',
  messages: {
    virtiofs: {
      text: 'virtiofs needs the memory of the guest to be shared',
      cure: 'Add <source type="memfd"/> and <access mode="shared"/> to <memoryBacking>',
      effect: 'refused',
    },
    disk: {
      text: 'A vhost-user disk needs the memory of the guest to be shared',
      cure: 'Add <source type="memfd"/> and <access mode="shared"/> to <memoryBacking>',
      effect: 'refused',
    },
  },
  check({ domain, devices, report }) {
    if (isMemoryShared(domain)) return;
    const isVirtiofs = (device: XmlElement) => device.child('driver')?.attribute('type') === 'virtiofs';
    for (const device of devices('filesystem').filter(isVirtiofs))
      report({ message: 'virtiofs', at: device, part: 'tag' });
    for (const device of devices('disk').filter((each) => each.attribute('type') === 'vhostuser'))
      report({ message: 'disk', at: device, part: 'tag' });
  },
});

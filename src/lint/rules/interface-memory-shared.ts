import { isMemoryShared } from '../../domain/memory.js';
import { defineRule } from '../rule.js';

/** A switch that serves a network card sees the memory of the guest. */
export const interfaceMemoryShared = defineRule({
  name: 'interface-memory-shared',
  summary: 'The memory of the guest is shared with the switch that serves its vhost-user network card',
  about: ['interface[@type=vhostuser]'],
  why: 'The switch reads packets from the memory of the guest. Where that is private libvirt 9.0 defines the domain, and no packet passes; libvirt 11.3 refuses it.',
  class: 'ineffective',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#vhost-user-interface',
  checked: 'qemuValidateDomainDefVhostUserRequireSharedMemory, libvirt 9.0.0 and 11.3.0',
  messages: {
    private: {
      text: 'A vhost-user network card needs the memory of the guest to be shared',
      cure: 'Add <source type="memfd"/> and <access mode="shared"/> to <memoryBacking>',
      effect: 'runs',
    },
  },
  check({ domain, devices, report }) {
    if (isMemoryShared(domain)) return;
    for (const card of devices('interface')) {
      if (card.attribute('type') === 'vhostuser') report({ message: 'private', at: card, part: 'tag' });
    }
  },
});

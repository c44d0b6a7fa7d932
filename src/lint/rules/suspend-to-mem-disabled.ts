import { isPinnedByVfio } from '../../domain/memory.js';
import { defineRule } from '../rule.js';

/** A guest with devices of the host does not go to sleep. */
export const suspendToMemDisabled = defineRule({
  name: 'suspend-to-mem-disabled',
  summary: 'A guest with devices of the host is not offered to sleep',
  about: ['pm/suspend-to-mem'],
  why: 'A device of the host keeps its power and its state when the guest sleeps. Many graphics cards do not show a picture again when it wakes up, until the host is restarted.',
  class: 'unsafe',
  severity: 'info',
  source: 'https://libvirt.org/formatdomain.html#power-management',
  checked: '-global ICH9-LPC.disable_s3, arguments of libvirt 9.0.0',
  messages: {
    offered: {
      text: 'The guest may suspend to memory, and the device may not wake up with it',
      cure: 'Say enabled="no"',
      effect: 'runs',
    },
  },
  check({ domain, read, report }) {
    const suspend = domain.find('pm/suspend-to-mem');
    if (suspend?.attribute('enabled') !== 'yes' || !read(isPinnedByVfio)) return;
    report({ message: 'offered', at: suspend, part: '@enabled' });
  },
});

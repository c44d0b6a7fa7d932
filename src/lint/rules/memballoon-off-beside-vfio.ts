import { isPinnedByVfio } from '../../domain/memory.js';
import { VFIO_DEVICES } from '../about.js';
import { defineRule } from '../rule.js';

/** A guest with devices of the host has no memory balloon, which could do nothing there. */
export const memballoonOffBesideVfio = defineRule({
  name: 'memballoon-off-beside-vfio',
  summary: 'A guest with devices of the host has no memory balloon',
  about: VFIO_DEVICES,
  why: 'VFIO pins all memory of the guest, and QEMU ignores what a balloon would give back. libvirt adds a balloon wherever nothing is said; it costs a device and a driver, and "virsh setmem" seems to work and does not.',
  class: 'ineffective',
  severity: 'info',
  source: 'https://libvirt.org/formatdomain.html#memory-balloon-device',
  checked:
    'vfio_connect_container, QEMU 7.2 (ram_block_uncoordinated_discard_disable); qemuDomainDefAddDefaultDevices, libvirt 9.0.0',
  messages: {
    useless: {
      text: 'The balloon gives no memory back, as all of it is pinned for devices of the host',
      cure: 'Write <memballoon model="none"/>, unless its statistics are wanted',
      effect: 'runs',
    },
    added: {
      text: 'libvirt adds a memory balloon, which gives no memory back beside devices of the host',
      cure: 'Add <memballoon model="none"/>',
      effect: 'runs',
    },
  },
  check({ domain, devices, read, report }) {
    if (!read(isPinnedByVfio)) return;
    const [balloon] = devices('memballoon');
    const block = domain.find('devices');
    if (balloon === undefined && block !== undefined) report({ message: 'added', at: block, part: 'tag' });
    if (balloon !== undefined && balloon.attribute('model') !== 'none') {
      report({ message: 'useless', at: balloon, part: 'tag' });
    }
  },
});

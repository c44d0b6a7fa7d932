import { defineRule } from '../rule.js';

/** IOThreads have something to do. */
export const iothreadUsed = defineRule({
  name: 'iothread-used',
  summary: 'IOThreads are named by a disk or controller',
  about: ['iothreads', 'iothreadids'],
  why: 'An IOThread does nothing until a disk or a controller names it. All I/O stays in the main thread of QEMU, and a host CPU that is kept for the IOThread stays idle.',
  class: 'ineffective',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#iothreads-allocation',
  checked: 'Arguments of libvirt 9.0.0: -object iothread that no -device names',
  messages: {
    idle: {
      text: 'No device uses an IOThread',
      cure: 'Name one at a disk, iothread="1" of its <driver>, or remove this',
      effect: 'runs',
    },
  },
  check({ domain, devices, report }) {
    const at = domain.find('iothreads') ?? domain.find('iothreadids');
    if (at === undefined || at.text === '0') return;
    const isUsed = [...devices('disk'), ...devices('controller')].some((device) => {
      const driver = device.child('driver');
      // From libvirt 10.0 on a disk may have several.
      return driver?.attribute('iothread') !== undefined || driver?.child('iothreads') !== undefined;
    });
    if (!isUsed) report({ message: 'idle', at });
  },
});

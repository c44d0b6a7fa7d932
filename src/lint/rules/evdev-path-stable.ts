import { defineRule } from '../rule.js';

/** An evdev input names its device by what it is, and not by the order in which devices were found. */
export const evdevPathStable = defineRule({
  name: 'evdev-path-stable',
  summary: 'An input of type evdev names its device by a path that stays',
  about: ['input/source'],
  why: 'The kernel numbers /dev/input/eventN in the order in which it finds devices. After the next boot the number may be the power button, and the domain starts without keyboard.',
  class: 'unsafe',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#input-devices',
  checked: 'input_register_handle and evdev_connect, Linux 6.1; 60-persistent-input.rules of systemd 252',
  messages: {
    numbered: {
      text: '"{path}" may be another device after the next boot',
      cure: 'Name it by its link below /dev/input/by-id or /dev/input/by-path',
      effect: 'runs',
    },
  },
  check({ devices, report }) {
    for (const input of devices('input')) {
      const source = input.attribute('type') === 'evdev' ? input.child('source') : undefined;
      const path = source?.attribute('dev') ?? '';
      if (source === undefined || !/^\/dev\/input\/event[0-9]+$/.test(path)) continue;
      report({ message: 'numbered', at: source, part: '@dev', data: { path } });
    }
  },
});

import { defineRule } from '../rule.js';

/** The emulator is named by its whole path. */
export const emulatorPathAbsolute = defineRule({
  name: 'emulator-path-absolute',
  summary: 'The emulator is named by its whole path',
  about: ['devices/emulator'],
  odd: ['basics'],
  why: 'The schema of libvirt takes a whole path only; any other is looked for in the folder that the daemon happens to run in.',
  class: 'ineffective',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#devices',
  checked: 'virDomainDefParseXML, libvirt 9.0.0',
  messages: {
    relative: {
      text: '"{path}" is no whole path',
      cure: 'Write the path from "/" on, or remove <emulator>',
      effect: 'runs',
    },
  },
  check({ devices, report }) {
    const [emulator] = devices('emulator');
    if (emulator !== undefined && emulator.text !== '' && !emulator.text.startsWith('/'))
      report({ message: 'relative', at: emulator, part: 'text', data: { path: emulator.text } });
  },
});

import type { DomainDraft } from '../../domain/domain-draft.js';
import { defineRule } from '../rule.js';

/** An evdev input names its device on the host, and no bus. */
export const evdevSourcePresent = defineRule({
  name: 'evdev-source-present',
  summary: 'An input of type evdev names its device on the host, and no bus',
  about: ['input[@type=evdev]'],
  why: 'QEMU reads the events of the device itself and hands them to whatever keyboard and mouse the guest has, so that there is no bus. libvirt refuses one, and a source without device; with no source at all the domain does not start.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#input-devices',
  checked: 'virDomainInputDefParseXML and virDomainInputDefValidate, libvirt 9.0.0',
  messages: {
    sourceless: {
      text: 'There is no device of the host to read: the domain does not start',
      cure: 'Add <source dev="/dev/input/by-id/…"/>',
      effect: 'not-started',
    },
    deviceless: {
      text: 'The source names no device of the host',
      cure: 'Add the attribute "dev": a path below /dev/input/by-id',
      effect: 'refused',
    },
    bus: { text: 'An input of type evdev has no bus', cure: 'Remove the attribute "bus"', effect: 'refused' },
  },
  check({ devices, report }) {
    for (const input of devices('input')) {
      if (input.attribute('type') !== 'evdev') continue;
      const source = input.child('source');
      if (source === undefined) report({ message: 'sourceless', at: input, part: 'tag' });
      else if (source.attribute('dev') === undefined) report({ message: 'deviceless', at: source });
      if (input.attribute('bus') === undefined) continue;
      const fix = (draft: DomainDraft) => draft.removeAttribute(input, 'bus', 'An input of type evdev has no bus');
      report({ message: 'bus', at: input, part: '@bus', fix });
    }
  },
});

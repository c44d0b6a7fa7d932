import { listQemuOptions } from '../../domain/qemu-option.js';
import { defineRule } from '../rule.js';

/** Options with their value, in one text, and the element that says the same. */
const NATIVE: readonly (readonly [pattern: RegExp, element: string])[] = [
  [/^(device ivshmem-plain|device \{.*"ivshmem-plain")/, '<shmem>'],
  [/^object (input-linux|\{.*"input-linux")/, '<input type="evdev">'],
  [/^(audiodev|soundhw) /, '<audio> and <sound>'],
  [/^device (ich9-intel-hda|intel-hda|AC97|usb-audio)\b/, '<sound>'],
  [/^smbios type=/, '<sysinfo type="smbios">'],
  [/^fw_cfg (name=)?opt\/(?!ovmf\/|org\.qemu\/)/, '<sysinfo type="fwcfg">'],
  [/^rtc /, '<clock>'],
  [/^boot (menu=|order=)/, '<os>'],
];

/** What libvirt has an element for is not said with a raw argument. */
export const qemuArgumentNative = defineRule({
  name: 'qemu-argument-native',
  summary: 'What libvirt has an element for is no raw QEMU argument',
  about: ['qemu:commandline'],
  guests: 'x86',
  why: 'libvirt hands raw arguments on without a look: it opens no file for them, gives no permission, reserves no address, and does not know of the device. Old guides use them for what libvirt had no element for then.',
  class: 'unsafe',
  severity: 'info',
  source: 'https://libvirt.org/drvqemu.html#pass-through-of-arbitrary-qemu-commands',
  checked: 'qemuBuildCommandLine, libvirt 9.0.0; the elements are those that modernize-qemu-arguments writes',
  messages: {
    native: {
      text: 'libvirt has {element} for "-{option}", and sees to permissions, limits and addresses then',
      cure: 'Write {element}; the step modernize-qemu-arguments does where the meaning is the same',
      effect: 'runs',
    },
  },
  check({ read, report }) {
    for (const { name, value, elements } of read(listQemuOptions)) {
      const text = `${name} ${value ?? ''}`;
      const element = NATIVE.find(([pattern]) => pattern.test(text))?.[1];
      const [at] = elements;
      if (element !== undefined && at !== undefined) {
        report({ message: 'native', at, part: '@value', data: { option: name, element } });
      }
    }
  },
});

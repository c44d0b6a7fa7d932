import type { DeviceWordsRow } from './device-words-row.js';
import { ON_OFF, YES_NO } from './device-words-row.js';

/** Where characters come from and go to. */
export const CHARACTER_TYPES = 'null vc pty dev file pipe stdio udp tcp unix spicevmc spiceport nmdm qemu-vdagent dbus';

/** The rows of what hands characters on; for a part of a device, as `rng/backend`, its own type counts. */
export function characters(at: string): DeviceWordsRow[] {
  const type = [...at.split('/').slice(1), '@type'].join('/');
  return [
    { at, words: { type: CHARACTER_TYPES } },
    {
      at: `${at}/source`,
      when: [[type, 'one of', 'tcp udp unix']],
      each: true,
      words: { mode: 'connect bind' },
    },
    { at: `${at}/source`, when: [[type, 'one of', 'tcp']], each: true, words: { tls: YES_NO } },
    { at: `${at}/source`, when: [[type, 'one of', 'file']], each: true, words: { append: ON_OFF } },
    { at: `${at}/protocol`, when: [[type, 'one of', 'tcp']], words: { type: 'raw telnet telnets tls' } },
    { at: `${at}/log`, words: { append: ON_OFF } },
  ];
}

/** Serial ports and their like, USB redirection and smart cards. */
export const CHARACTERS: readonly DeviceWordsRow[] = [
  ...['serial', 'parallel', 'console', 'channel', 'redirdev'].flatMap(characters),
  {
    at: 'serial/target',
    words: {
      type: 'none isa-serial usb-serial pci-serial spapr-vio-serial system-serial sclp-serial isa-debug',
    },
  },
  {
    at: 'serial/target/model',
    words: {
      name: `none isa-serial usb-serial pci-serial spapr-vty pl011 sclpconsole sclplmconsole 16550a isa-debugcon`,
    },
    empty: 'name',
  },
  { at: 'console/target', words: { type: 'none serial xen uml virtio lxc openvz sclp sclplm' } },
  { at: 'channel/target', words: { type: 'none guestfwd virtio xen' } },
  {
    at: 'channel/source/clipboard',
    when: [['@type', 'one of', 'qemu-vdagent']],
    words: { copypaste: YES_NO },
  },
  {
    at: 'channel/source/mouse',
    when: [['@type', 'one of', 'qemu-vdagent']],
    words: { mode: 'server client' },
  },
  { at: 'redirdev', words: { bus: 'usb' } },
  { at: 'redirfilter/usbdev', each: true, words: { allow: YES_NO } },
  { at: 'smartcard', words: { mode: 'host host-certificates passthrough' } },
  { at: 'smartcard', when: [['@mode', 'one of', 'passthrough']], words: { type: CHARACTER_TYPES } },
];

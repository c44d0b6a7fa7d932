import type { DeviceCondition, DeviceWordsRow } from './device-words-row.js';
import { ON_OFF, VIRTIO_DRIVER, VIRTIO_MODELS, YES_NO } from './device-words-row.js';

const EVDEV: readonly DeviceCondition[] = [['@type', 'one of', 'evdev']];

/** Keyboards and mice. */
export const INPUT: readonly DeviceWordsRow[] = [
  {
    at: 'input',
    words: {
      type: 'mouse tablet keyboard passthrough evdev',
      bus: 'ps2 usb xen parallels virtio none',
      model: VIRTIO_MODELS,
    },
  },
  {
    at: 'input/source',
    when: EVDEV,
    words: {
      grab: 'all',
      grabToggle: 'ctrl-ctrl alt-alt shift-shift meta-meta scrolllock ctrl-scrolllock',
      repeat: ON_OFF,
    },
  },
  { at: 'input/driver', words: VIRTIO_DRIVER },
];

const SPICE: readonly DeviceCondition[] = [['@type', 'one of', 'spice']];
const SPICE_MODES = 'any secure insecure';

/** Displays. */
export const GRAPHICS: readonly DeviceWordsRow[] = [
  { at: 'graphics', words: { type: 'sdl vnc rdp desktop spice egl-headless dbus' } },
  {
    at: 'graphics',
    when: [['@type', 'one of', 'vnc']],
    words: { sharePolicy: 'default allow-exclusive force-shared ignore', powerControl: YES_NO },
  },
  { at: 'graphics', when: SPICE, words: { autoport: YES_NO, defaultMode: SPICE_MODES } },
  { at: 'graphics', when: [['@type', 'one of', 'sdl desktop']], words: { fullscreen: YES_NO } },
  { at: 'graphics', when: [['@type', 'one of', 'dbus']], words: { p2p: YES_NO } },
  {
    at: 'graphics/listen',
    when: [['@type', 'one of', 'vnc spice']],
    each: true,
    words: { type: 'none address network socket' },
  },
  {
    at: 'graphics/channel',
    when: SPICE,
    each: true,
    words: { name: 'main display inputs cursor playback record smartcard usbredir', mode: SPICE_MODES },
  },
  { at: 'graphics/image', when: SPICE, words: { compression: 'auto_glz auto_lz quic glz lz off' } },
  { at: 'graphics/jpeg', when: SPICE, words: { compression: 'auto never always' } },
  { at: 'graphics/zlib', when: SPICE, words: { compression: 'auto never always' } },
  { at: 'graphics/playback', when: SPICE, words: { compression: ON_OFF } },
  { at: 'graphics/streaming', when: SPICE, words: { mode: 'filter all off' } },
  { at: 'graphics/clipboard', when: SPICE, words: { copypaste: YES_NO } },
  { at: 'graphics/filetransfer', when: SPICE, words: { enable: YES_NO } },
  { at: 'graphics/mouse', when: SPICE, words: { mode: 'server client' } },
  { at: 'graphics/gl', when: [['@type', 'one of', 'spice sdl dbus']], words: { enable: YES_NO } },
];

/** Sound cards, and where their sound goes. */
export const SOUND: readonly DeviceWordsRow[] = [
  { at: 'sound', words: { model: 'sb16 es1370 pcspk ac97 ich6 ich9 usb ich7 virtio@10.4' } },
  { at: 'sound', when: [['@model', 'one of', 'usb']], words: { 'multichannel@9.4': YES_NO } },
  {
    at: 'sound/codec',
    when: [['@model', 'one of', 'ich6 ich9']],
    each: true,
    words: { type: 'duplex micro output' },
  },
  {
    at: 'audio',
    words: { type: 'none alsa coreaudio jack oss pulseaudio sdl spice file dbus pipewire@9.10' },
  },
  { at: 'audio', when: [['@type', 'one of', 'oss']], words: { tryMMap: YES_NO, exclusive: YES_NO } },
  { at: 'audio', when: [['@type', 'one of', 'sdl']], words: { driver: 'esd alsa arts pulseaudio' } },
  ...['audio/input', 'audio/output'].map(
    (at): DeviceWordsRow => ({ at, words: { mixingEngine: YES_NO, fixedSettings: YES_NO } }),
  ),
];

/** Video cards. */
export const VIDEO: readonly DeviceWordsRow[] = [
  {
    at: 'video/model',
    words: {
      type: 'default vga cirrus vmvga xen vbox qxl parallels virtio gop none bochs ramfb',
      'edid@11.7': ON_OFF,
    },
    empty: 'type',
  },
  { at: 'video/model/acceleration', words: { accel2d: YES_NO, accel3d: YES_NO } },
  { at: 'video/driver', words: { name: 'qemu vhostuser', ...VIRTIO_DRIVER } },
];

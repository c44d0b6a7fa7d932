import { defineRule } from '../rule.js';

const CHANNELS = /^(spicevmc|spiceport)$/;
const CARRIERS = ['channel', 'redirdev', 'smartcard', 'serial', 'parallel', 'console'];

/** What goes through SPICE has SPICE. */
export const spiceGraphicsPresent = defineRule({
  name: 'spice-graphics-present',
  summary: 'Channels, redirected USB and sound over SPICE go with SPICE graphics',
  about: [
    ...CARRIERS.flatMap((name) => ['spicevmc', 'spiceport'].map((type) => `${name}[@type=${type}]`)),
    'audio[@type=spice]',
  ],
  why: 'Whoever takes the emulated display out of a domain of virt-manager often leaves the agent\'s channel, the ports for redirected USB devices or the sound behind. libvirt refuses them without <graphics type="spice">.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#graphical-framebuffers',
  checked: 'qemuValidateDomainChrDef and qemuValidateDomainDeviceDefAudio, libvirt 9.0.0',
  messages: {
    channel: {
      text: 'This <{name}> goes through SPICE, and there are no SPICE graphics',
      cure: 'Remove it, or add <graphics type="spice"/>',
      effect: 'refused',
    },
    audio: {
      text: 'Sound goes through SPICE, and there are no SPICE graphics',
      cure: 'Choose another type of <audio>, or add <graphics type="spice"/>',
      effect: 'refused',
    },
  },
  check({ devices, report }) {
    const isSpice = devices('graphics').some((graphics) => graphics.attribute('type') === 'spice');
    if (isSpice) return;
    for (const device of CARRIERS.flatMap((name) => devices(name))) {
      if (!CHANNELS.test(device.attribute('type') ?? '')) continue;
      report({ message: 'channel', at: device, data: { name: device.name } });
    }
    for (const audio of devices('audio')) {
      if (audio.attribute('type') === 'spice') report({ message: 'audio', at: audio, part: '@type' });
    }
  },
});

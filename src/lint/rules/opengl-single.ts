import { defineRule } from '../rule.js';

/** One display draws with OpenGL. */
export const openglSingle = defineRule({
  name: 'opengl-single',
  summary: 'One display of the guest draws with OpenGL',
  about: ['graphics'],
  why: 'QEMU has one OpenGL context. libvirt refuses "egl-headless" beside a SPICE display with <gl enable="yes">, which people combine to see a vGPU from afar.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#graphical-framebuffers',
  checked: 'qemuValidateDomainDeviceDefGraphics; shown with libvirt 9.0.0 and 11.3',
  messages: {
    second: {
      text: '<graphics type="egl-headless"> is a second display with OpenGL beside SPICE with <gl enable="yes">',
      cure: 'Remove one of the two',
      effect: 'refused',
    },
  },
  check({ devices, report }) {
    const graphics = devices('graphics');
    const headless = graphics.find((each) => each.attribute('type') === 'egl-headless');
    const hasSpice = graphics.some(
      (each) => each.attribute('type') === 'spice' && each.child('gl')?.attribute('enable') === 'yes',
    );
    if (headless !== undefined && hasSpice) report({ message: 'second', at: headless });
  },
});

import { findUefi } from '../../domain/firmware.js';
import { listQemuArguments } from '../../domain/qemu-arguments.js';
import { listOverriddenAliases, listQemuProperties } from '../../domain/qemu-override.js';
import { defineRule } from '../rule.js';

/** x-vga is there only where SeaBIOS needs it. */
export const xVgaNeeded = defineRule({
  name: 'x-vga-needed',
  summary: 'Property "x-vga" is switched on only in a guest with SeaBIOS',
  about: ['qemu:override', 'qemu:commandline'],
  why: 'x-vga hands the VGA ports of the host to a card, for which SeaBIOS asks. UEFI asks for none of it, and on a host with another VGA card the arbitration of the ports costs speed and can go wrong.',
  class: 'unsafe',
  severity: 'info',
  source: 'https://docs.kernel.org/gpu/vgaarbiter.html',
  checked: 'vfio_populate_vga, QEMU 7.2',
  messages: {
    needless: {
      text: 'x-vga serves SeaBIOS, and this guest has UEFI',
      cure: 'Take x-vga out, unless the guest shows no picture without',
      effect: 'runs',
    },
  },
  check({ domain, read, report }) {
    if (findUefi(domain) === undefined) return;
    const properties = read(listOverriddenAliases).flatMap((alias) => listQemuProperties(domain, alias));
    for (const property of properties) {
      if (property.attribute('name') === 'x-vga' && property.attribute('value') === 'true') {
        report({ message: 'needless', at: property });
      }
    }
    for (const argument of read(listQemuArguments)) {
      if (!/\bx-vga"?[=:]\s*"?(on|true)\b/.test(argument.attribute('value') ?? '')) continue;
      report({ message: 'needless', at: argument, part: '@value' });
    }
  },
});

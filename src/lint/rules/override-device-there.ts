import { isUserAlias, listDeviceAliases } from '../../domain/alias.js';
import { listDevices } from '../../domain/devices.js';
import { listQemuBlocks, listQemuChildren } from '../../domain/qemu-namespace.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** Every `<qemu:override>` names a device of the domain, by an alias that stays its own. */
export const overrideDeviceThere = defineRule({
  name: 'override-device-there',
  summary: 'Every override names a device that is there',
  about: ['qemu:override/qemu:device'],
  why: 'libvirt passes over an override whose alias no device has, so the property is not set and nothing tells. Aliases such as hostdev0 are counted anew at each start: one more device in front, and the override is for another one.',
  class: 'ineffective',
  severity: 'error',
  source: 'https://libvirt.org/drvqemu.html#overriding-properties-of-qemu-devices',
  checked: 'qemuBuildDeviceCommandlineHandleOverrides and qemuAssignDeviceHostdevAlias, libvirt 9.0.0',
  messages: {
    nobody: {
      text: 'No device has alias "{alias}", so libvirt passes over this override',
      cure: 'Give the device <alias name="{alias}"/>, or name the alias that it has',
      effect: 'runs',
    },
    noSuchNumber: {
      text: 'libvirt counts no host device up to "{alias}", so it passes over this override',
      cure: 'Give the device an alias that begins with "ua-", and name that',
      effect: 'runs',
    },
    numbered: {
      text: 'libvirt counts "{alias}" anew at each start, so the override may come to be for another device',
      cure: 'Give the device an alias that begins with "ua-", and name that',
      effect: 'runs',
      severity: 'warning',
    },
  },
  check({ domain, read, report }) {
    const aliases = read(listDeviceAliases);
    const numbered = listDevices(domain).filter(isNumberedHostdev).length;
    for (const device of listQemuBlocks(domain, 'override').flatMap((block) => listQemuChildren(block, 'device'))) {
      const alias = device.attribute('alias');
      if (alias === undefined) continue;
      const number = /^hostdev(0|[1-9][0-9]*)$/.exec(alias)?.[1];
      const at = { at: device, part: '@alias', data: { alias } } as const;
      if (number !== undefined) report({ message: Number(number) < numbered ? 'numbered' : 'noSuchNumber', ...at });
      else if (isUserAlias(alias) && !aliases.has(alias)) report({ message: 'nobody', ...at });
    }
  },
});

/** True for a device that libvirt calls hostdev0 and so on. */
function isNumberedHostdev(device: XmlElement): boolean {
  const isHostdev =
    device.name === 'hostdev' || (device.name === 'interface' && device.attribute('type') === 'hostdev');
  return isHostdev && !isUserAlias(device.child('alias')?.attribute('name') ?? '');
}

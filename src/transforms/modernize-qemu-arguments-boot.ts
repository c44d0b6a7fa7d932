import { readQemuBoolean, readQemuNumber, readQemuProperties } from '../domain/qemu-option.js';
import { type Judge, REASON } from './modernize-qemu-arguments-judge.js';

/** `-boot menu=on` becomes `<bootmenu>`; QEMU merges it into what libvirt says, key by key. */
export const boot: Judge = (draft, { name, value = '' }) => {
  if (name !== 'boot') return undefined;
  const properties = readQemuProperties(value, 'order') ?? new Map<string, string>();
  const other = [...properties.keys()].find((key) => !['menu', 'splash-time', 'strict'].includes(key));
  if (other !== undefined) return `"${other}" beside the devices' own boot order has no element that ptx knows`;
  if (readQemuBoolean(properties.get('strict') ?? 'on') !== true) return 'libvirt always boots with "strict" on';
  const menu = readQemuBoolean(properties.get('menu') ?? 'on');
  const timeout = readQemuNumber(properties.get('splash-time') ?? '0');
  if (menu === undefined || timeout === undefined || timeout > 65535) return 'libvirt takes no such value';
  const isOn = properties.has('menu') ? menu : draft.find('os/bootmenu')?.attribute('enable') === 'yes';
  if (properties.has('splash-time') && !isOn) return '<bootmenu> takes a time only where the menu is on';
  return {
    apply() {
      if (properties.has('menu')) draft.ensure('os/bootmenu', { enable: menu ? 'yes' : 'no' }, REASON);
      if (properties.has('splash-time')) draft.ensure('os/bootmenu', { timeout: String(timeout) }, REASON);
    },
  };
};

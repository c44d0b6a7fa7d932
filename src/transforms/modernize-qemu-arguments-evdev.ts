import { addDevice, listDevices } from '../domain/devices.js';
import { readQemuBoolean } from '../domain/qemu-option.js';
import { markup } from '../xml/fragment.js';
import { type Judge, mentionOf, REASON, readKind, unknownProperty } from './modernize-qemu-arguments-judge.js';

const KNOWN = ['qom-type', 'id', 'evdev', 'grab_all', 'repeat', 'grab-toggle'];
const TOGGLES = /^(ctrl-ctrl|alt-alt|shift-shift|meta-meta|scrolllock|ctrl-scrolllock)$/;

/** `-object input-linux` becomes `<input type='evdev'>` (libvirt 7.4.0). */
export const evdev: Judge = (draft, option, options) => {
  const properties = readKind(option, 'object', 'qom-type', /^input-linux$/);
  if (properties === undefined) return undefined;
  const dev = properties.get('evdev') ?? '';
  const grabAll = readQemuBoolean(properties.get('grab_all') ?? 'off');
  const repeat = readQemuBoolean(properties.get('repeat') ?? 'off');
  const grabToggle = properties.get('grab-toggle');
  if (!dev.startsWith('/')) return 'Its evdev is no absolute path';
  if (grabAll === undefined || repeat === undefined || !TOGGLES.test(grabToggle ?? 'ctrl-ctrl')) {
    return 'QEMU would refuse one of its values';
  }
  const others = options.filter((other) => other !== option);
  const reason = unknownProperty(properties, KNOWN) ?? mentionOf(properties.get('id'), others);
  if (reason !== undefined) return reason;
  if (listDevices(draft, 'input').some((device) => device.child('source')?.attribute('dev') === dev)) {
    return `There is an <input> for "${dev}" already`;
  }
  const source = markup('source', {
    dev,
    grab: grabAll ? 'all' : undefined,
    grabToggle,
    repeat: repeat ? 'on' : undefined,
  });
  return { apply: () => void addDevice(draft, markup('input', { type: 'evdev' }, [source]), REASON) };
};

import { ensureTimer } from '../domain/clock.js';
import { listDevices } from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { type Judge, type Move, REASON } from './modernize-qemu-arguments-judge.js';

/** What libvirt tells QEMU anyway; it just goes. */
const SAID_ALREADY: Move = { apply: () => {} };

/** Options that libvirt says anyway, that are one switch, or of which the cure is not theirs to say. */
export const flags: Judge = (draft, { name, value }, options) => {
  switch (name) {
    case 'no-hpet':
      return { apply: () => ensureTimer(draft, { name: 'hpet', present: 'no' }, 'utc', REASON) };
    case 'vga':
      // libvirt starts QEMU with -nodefaults, and its <video> is a -device.
      return value === 'none' ? SAID_ALREADY : 'It adds a second display beside those of <video>';
    case 'display':
      return value === 'none' && isDisplayRemote(draft) ? SAID_ALREADY : '<graphics> may mean another display';
    case 'mem-path':
      return 'QEMU refuses it beside the memory that libvirt describes; <memoryBacking> has hugepages';
    case 'mem-prealloc':
      return options.some((each) => each.name === 'mem-path') ? 'It belongs to -mem-path' : preallocate(draft);
    case 'enable-kvm':
      return 'QEMU refuses it beside the -accel that libvirt gives it';
    case 'soundhw':
      return 'QEMU 7.1 dropped it; <sound> is the same';
    default:
      return undefined;
  }
};

/** Hugepages are allocated at the start anyway (qemuBuildMemoryBackendProps, libvirt 9.0). */
function preallocate(draft: DomainDraft): Move {
  if (draft.find('memoryBacking/hugepages') !== undefined) return SAID_ALREADY;
  return { apply: () => void draft.ensure('memoryBacking/allocation', { mode: 'immediate' }, REASON) };
}

/** Without `<graphics>` libvirt says `-display none` itself, and beside VNC or SPICE alone QEMU opens no window. */
function isDisplayRemote(draft: DomainDraft): boolean {
  const graphics = listDevices(draft, 'graphics');
  return graphics.every(
    (each) => /^(vnc|spice)$/.test(each.attribute('type') ?? '') && each.child('gl')?.attribute('enable') !== 'yes',
  );
}

import { z } from 'zod/mini';
import { addDevice, listDevices, readGuestPciAddress } from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { keepFunctionZero } from '../domain/guest-slot.js';
import { guestArch } from '../domain/machine.js';
import { readKiB, startMemoryKiB } from '../domain/memory.js';
import { warnOfLostAlias } from '../domain/qemu-arguments.js';
import { requireQemuDomain } from '../domain/support.js';
import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { defineTransform } from './transform.js';

/**
 * Take the memory balloon out: `<memballoon model='none'/>`, as libvirt adds a virtio one where there is none. What was
 * said of the device goes with it, and of several balloons, which libvirt refuses, all but the first.
 *
 * @throws PtxError DOMAIN_UNSUPPORTED
 * @see https://libvirt.org/formatdomain.html#memory-balloon-device
 */
export const disableMemballoon = defineTransform({
  name: 'disable-memballoon',
  summary: 'Take out the memory balloon, which gives no pinned memory back',
  source: 'https://libvirt.org/formatdomain.html#memory-balloon-device',
  conflicts: [
    'add-pci-hostdev',
    'remove-pci-hostdev',
    'convert-to-q35',
    'add-shmem',
    'add-mdev-hostdev',
    'remove-emulated-video',
  ],
  options: () => z.strictObject({}),
  plan(draft) {
    requireQemuDomain(draft);
    const [balloon, ...others] = listDevices(draft, 'memballoon');
    if (balloon !== undefined) {
      for (const each of [balloon, ...others]) warnOfBalloonAlias(draft, each);
      const slots = [balloon, ...others].flatMap((each) => readGuestPciAddress(each)?.guest ?? []);
      draft.removeAll(others, 'libvirt takes one balloon only');
      strip(draft, balloon);
      for (const slot of slots) keepFunctionZero(draft, slot);
    } else if (isAddedByDefault(draft)) {
      addDevice(draft, markup('memballoon', { model: 'none' }), REASON);
    }
    warnOfCurrentMemory(draft);
  },
});

const REASON = 'Memory that VFIO pins cannot be given back to the host';
const GONE = 'It was said of a device that is gone';

function strip(draft: DomainDraft, balloon: XmlElement): void {
  draft.setAttribute(balloon, 'model', 'none', REASON);
  for (const name of ['autodeflate', 'freePageReporting']) draft.removeAttribute(balloon, name, GONE);
  const said = ['stats', 'driver', 'alias', 'address'].flatMap((name) => balloon.childrenNamed(name));
  draft.removeAll(said, GONE);
}

/** ARM guests have no balloon unless one is asked for (qemuDomainDefAddDefaultDevices, libvirt 9.0). */
function isAddedByDefault(draft: DomainDraft): boolean {
  return !/^(aarch64|arm)/.test(guestArch(draft));
}

function warnOfBalloonAlias(draft: DomainDraft, balloon: XmlElement): void {
  if (balloon.attribute('model') === 'none') return;
  warnOfLostAlias(draft, balloon.child('alias')?.attribute('name') ?? 'balloon0');
}

function warnOfCurrentMemory(draft: DomainDraft): void {
  const current = draft.find('currentMemory');
  const currentKiB = readKiB(current?.text, current?.attribute('unit'));
  const memoryKiB = startMemoryKiB(draft);
  if (currentKiB === undefined || memoryKiB === undefined || currentKiB >= memoryKiB) return;
  const message = `Without a balloon the guest gets all of its ${memoryKiB} KiB, not the ${currentKiB} KiB of <currentMemory>`;
  draft.warn(message, current);
}

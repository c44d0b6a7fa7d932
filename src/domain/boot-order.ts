import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { listDevices } from './devices.js';
import { listDisks, sortLikeLibvirt } from './disks.js';
import type { DomainDraft } from './domain-draft.js';
import { readNumber } from './number.js';

const REASON = 'libvirt takes either <os><boot> or an order per device, never both';

/**
 * Give a device a place in the boot order. `<os><boot>` elements, which libvirt refuses beside it, become orders of
 * the devices that they meant: the first disk, CD-ROM, floppy or interface each (libvirt 9.0 gives no other a bootindex).
 *
 * @throws PtxError CONFLICT where another device holds that place
 */
export function ensureBootOrder(draft: DomainDraft, device: XmlElement, order: number, reason: string): void {
  const devices = listDevices(draft);
  const holder = devices.find(
    (other) => other !== device && readNumber(other.child('boot')?.attribute('order')) === order,
  );
  if (holder !== undefined) {
    throw draft.refusal('CONFLICT', `Boot order ${order} is taken by <${holder.name}>`, holder, 'Choose another order');
  }
  if (devices.every((each) => each.child('boot') === undefined)) convertOsBoot(draft, device, order);
  setOrder(draft, device, order, reason);
}

/** Say per device what `<os><boot>` means for the disks as they now stand; nothing where devices carry an order. */
export function setPerDeviceBootOrder(draft: DomainDraft): void {
  if (listDevices(draft).every((device) => device.child('boot') === undefined)) convertOsBoot(draft);
}

/** Leave one order to one device, where these are given. Without `<os><boot>` libvirt boots from the first disk. */
function convertOsBoot(draft: DomainDraft, except?: XmlElement, taken?: number): void {
  const osBoots = draft.findAll('os').flatMap((os) => os.childrenNamed('boot'));
  const disks = sortLikeLibvirt(listDisks(draft)).map(({ element }) => element);
  const candidates = [...disks, ...listDevices(draft, 'interface')];
  let next = 1;
  for (const dev of osBoots.length === 0 ? ['hd'] : osBoots.map((boot) => boot.attribute('dev'))) {
    const meant = candidates.find(
      (device) => device !== except && device.child('boot') === undefined && isMeant(device, dev),
    );
    if (meant === undefined) continue;
    if (next === taken) next += 1;
    setOrder(draft, meant, next, REASON);
    next += 1;
  }
  draft.removeAll(osBoots, REASON);
}

function setOrder(draft: DomainDraft, device: XmlElement, order: number, reason: string): void {
  const boot = device.child('boot') ?? draft.add(device, markup('boot', { order: String(order) }), reason);
  draft.setAttribute(boot, 'order', String(order), reason);
}

function isMeant(device: XmlElement, dev: string | undefined): boolean {
  if (dev === 'network') return device.name === 'interface';
  const wanted = dev === 'hd' ? ['disk', 'lun'] : dev === 'cdrom' ? ['cdrom'] : dev === 'fd' ? ['floppy'] : [];
  return device.name === 'disk' && wanted.includes(device.attribute('device') ?? 'disk');
}

import { z } from 'zod/mini';
import { refuseNumberedMention } from '../domain/alias.js';
import {
  controllerIndex,
  listGuestPciDevices,
  listHostPciUses,
  listInGuestSlot,
  listPciControllers,
  readGuestPciAddress,
} from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { keepFunctionZero } from '../domain/guest-slot.js';
import { formatPciAddress, isAtPciTarget, type PciTarget, parsePciAddress } from '../domain/pci-address.js';
import { warnOfAliasMentions } from '../domain/qemu-arguments.js';
import { requireQemuDomain } from '../domain/support.js';
import { pciAddressText } from './options.js';
import { PCI_HOSTDEV_CONFLICTS } from './pci-hostdev-conflicts.js';
import { defineTransform } from './transform.js';

/**
 * Take PCI functions of the host out of the domain, with the root port behind all others that nothing else uses then.
 * Functions that stay in the guest slot keep a function 0. A device that is not there is named in a warning.
 *
 * @throws PtxError CONFLICT where the address is used by an `<interface>` or an NVMe disk, or where an override names
 * host devices by libvirt's numbers; DOMAIN_UNSUPPORTED
 * @see https://libvirt.org/formatdomain.html#usb-pci-scsi-devices
 */
export const removePciHostdev = defineTransform({
  name: 'remove-pci-hostdev',
  summary: 'Take passed-through PCI functions out again',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  main: 'address',
  conflicts: ['add-pci-hostdev', ...PCI_HOSTDEV_CONFLICTS, 'set-mmio-window'],
  example: '01:00',
  options: () =>
    z.strictObject({
      address: pciAddressText('for all functions of the card'),
    }),
  plan(draft, { address }) {
    requireQemuDomain(draft);
    const target = parsePciAddress(address) as PciTarget;
    const uses = listHostPciUses(draft).filter(({ host }) => isAtPciTarget(host, target));
    const other = uses.find(({ device }) => device.name !== 'hostdev');
    if (other !== undefined) {
      const message = `Host device ${formatPciAddress(other.host)} belongs to <${other.device.name}>, not to a <hostdev>`;
      throw draft.refusal('CONFLICT', message, other.device);
    }
    if (uses.length === 0) draft.warn(`The domain has no host device ${address}`);
    for (const { device } of uses) refuseNumberedMention(draft, device);
    for (const { device } of uses) warnOfAliasMentions(draft, device.child('alias')?.attribute('name'));

    const slots = uses.flatMap(({ device }) => readGuestPciAddress(device)?.guest ?? []);
    draft.removeAll(
      uses.map(({ device }) => device),
      `The guest loses host device ${address}`,
    );
    // From the last bus down, so that each port that goes makes the one before it the last.
    for (const slot of slots.toSorted((a, b) => b.bus - a.bus)) {
      keepFunctionZero(draft, slot);
      removeIdleRootPort(draft, slot.bus);
    }
  },
});

/**
 * Only the last bus goes, as libvirt fills gaps in the numbering with root ports of its own; and not a port that is
 * function 0 of a slot which holds other ports, as a guest would not find these any more.
 */
function removeIdleRootPort(draft: DomainDraft, bus: number): void {
  const controllers = listPciControllers(draft);
  const last = Math.max(0, ...controllers.map((controller) => controllerIndex(controller) ?? 0));
  const port = controllers.find((controller) => controllerIndex(controller) === bus);
  const placed = listGuestPciDevices(draft);
  if (port?.attribute('model') !== 'pcie-root-port' || bus !== last || placed.some(({ guest }) => guest.bus >= bus))
    return;
  const place = readGuestPciAddress(port)?.guest;
  if (place?.function === 0 && listInGuestSlot(placed, place).length > 1) return;
  draft.remove(port, 'Nothing uses this root port any more');
}

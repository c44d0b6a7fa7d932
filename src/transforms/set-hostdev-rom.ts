import { z } from 'zod/mini';
import { type HostPciUse, isUnassigned, listHostPciUses } from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { removeRomFile, setRom } from '../domain/hostdev-rom.js';
import { formatPciAddress, isAtPciTarget, type PciTarget, parsePciAddress } from '../domain/pci-address.js';
import { requireQemuDomain } from '../domain/support.js';
import { ASKED, absolutePath, onOff, pciAddressText } from './options.js';
import { defineTransform } from './transform.js';

/**
 * Say what ROM a PCI hostdev that is already there shows to the guest. Where a whole card is named, that is its lowest
 * function in the domain: the display of a graphics card.
 *
 * @throws PtxError TARGET_NOT_FOUND, CONFLICT where the address is used by an `<interface>` or an NVMe disk,
 * DOMAIN_UNSUPPORTED
 * @see https://libvirt.org/formatdomain.html#usb-pci-scsi-devices
 */
export const setHostdevRom = defineTransform({
  name: 'set-hostdev-rom',
  summary: 'Set the ROM of a passed-through PCI function',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  main: 'address',
  conflicts: ['add-pci-hostdev', 'remove-pci-hostdev', 'modernize-qemu-arguments'],
  example: '01:00.0,file=/var/lib/libvirt/vbios/gpu.rom',
  options: () =>
    z
      .strictObject({
        address: pciAddressText('for the lowest function of the card'),
        file: z
          .optional(z.union([z.literal('none'), absolutePath()], 'Expected an absolute path, or "none"'))
          .check(z.describe('ROM image; none: take the file out again')),
        bar: z.optional(onOff()).check(z.describe('Whether the guest sees the ROM')),
      })
      .check(z.refine(({ file, bar }) => file !== undefined || bar !== undefined, 'Expected "file" or "bar"')),
  plan(draft, { address, file, bar }) {
    requireQemuDomain(draft);
    const { device, host } = requireHostdev(draft, address);
    if (isUnassigned(device)) {
      draft.warn(`The guest does not get ${formatPciAddress(host)}, whose address is unassigned, nor its ROM`, device);
    }
    setRom(draft, device, { bar, file: file === 'none' ? undefined : file }, ASKED);
    if (file === 'none') removeRomFile(draft, device, ASKED);
    if (file !== undefined && file !== 'none' && host.function !== 0) {
      draft.warn(`The display of a graphics card is function 0, the ROM went on ${formatPciAddress(host)}`, device);
    }
  },
});

function requireHostdev(draft: DomainDraft, address: string): HostPciUse {
  const target = parsePciAddress(address) as PciTarget;
  const all = listHostPciUses(draft).sort((a, b) => a.host.function - b.host.function);
  const uses = all.filter(({ host }) => isAtPciTarget(host, target));
  const found = uses.find(isHostdev);
  if (found !== undefined) return found;
  const [other] = uses;
  if (other !== undefined) {
    const message = `Host device ${formatPciAddress(other.host)} belongs to <${other.device.name}>, not to a <hostdev>`;
    throw draft.refusal('CONFLICT', message, other.device);
  }
  const names = all.filter(isHostdev).map(({ host }) => formatPciAddress(host));
  const hint = names.length === 0 ? 'Pass it through first, with add-pci-hostdev' : `It has ${names.sort().join(', ')}`;
  throw draft.refusal('TARGET_NOT_FOUND', `The domain has no host device ${address}`, undefined, hint);
}

function isHostdev({ device }: HostPciUse): boolean {
  return device.name === 'hostdev';
}

import { z } from 'zod/mini';
import { refuseNumberedMention, setAlias, USER_ALIAS } from '../domain/alias.js';
import { ensureBootOrder } from '../domain/boot-order.js';
import { type HostPciUse, isUnassigned, listHostPciUses, readGuestPciAddress } from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { ensureSharedSlot, requireFreeSlot } from '../domain/guest-slot.js';
import { addHostdev } from '../domain/hostdev.js';
import { setRom } from '../domain/hostdev-rom.js';
import {
  formatPciAddress,
  isSamePciAddress,
  isSamePciSlot,
  type PciAddress,
  pciAddressAttributes,
} from '../domain/pci-address.js';
import { requireQemuDomain } from '../domain/support.js';
import { findVfioArgument } from '../domain/vfio-option.js';
import { markup } from '../xml/fragment.js';
import {
  ASKED,
  absolutePath,
  checkPciFunctions,
  onOff,
  pciFunctionOptions,
  requirePciFunctions,
  wholeNumber,
  yesNo,
} from './options.js';
import { PCI_HOSTDEV_CONFLICTS } from './pci-hostdev-conflicts.js';
import { defineTransform } from './transform.js';

/** @internal The options that name a card and say how the guest gets it; recipes take them as well. */
export const pciHostdevOptions = () => ({
  ...pciFunctionOptions(),
  rom: z.optional(
    z.strictObject({
      file: z.optional(absolutePath()).check(z.describe('ROM image for the display function')),
      bar: z.optional(onOff()).check(z.describe('Whether the guest sees the ROM of the display function')),
    }),
  ),
  managed: z.optional(yesNo()).check(z.describe('Let libvirt detach the device from its driver; new devices: yes')),
  boot: z.optional(
    z.strictObject({
      order: z.optional(wholeNumber(1, 0xffffffff)).check(z.describe('Place of the first function in the boot order')),
    }),
  ),
  guest: z.optional(
    z.strictObject({ bus: z.optional(wholeNumber()).check(z.describe('Guest bus; default: a new root port')) }),
  ),
  alias: z
    .optional(z.string().check(z.regex(USER_ALIAS, 'Expected "ua-" and then letters, digits, "_" or "-"')))
    .check(z.describe('Alias of the first function; the others get it with their number')),
});

/**
 * Pass PCI functions of the host through: one `<hostdev>` each. Functions of one card share one guest slot, with
 * `multifunction='on'` on function 0, on q35 behind a root port of their own; a single function is left to libvirt,
 * which finds it a root port. The ROM file goes on the display function, the lowest one. A function that the domain
 * already has is aligned to what the options say, not doubled.
 *
 * @throws PtxError CONFLICT where an `<interface>` or an NVMe disk uses the address, or a place in the guest is taken;
 * OPTION_INVALID, DOMAIN_UNSUPPORTED, TARGET_NOT_FOUND
 * @see https://libvirt.org/formatdomain.html#usb-pci-scsi-devices
 */
export const addPciHostdev = defineTransform({
  name: 'add-pci-hostdev',
  summary: 'Pass through PCI functions of the host, a whole card in one guest slot',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  main: 'address',
  conflicts: ['remove-pci-hostdev', ...PCI_HOSTDEV_CONFLICTS, 'strip-runtime'],
  example: '01:00,functions=0-1,rom.file=/var/lib/libvirt/vbios/gpu.rom',
  options: () => z.strictObject(pciHostdevOptions()).check(z.superRefine(checkPciFunctions)),
  plan(draft, options) {
    requireQemuDomain(draft);
    const addresses = requirePciFunctions(draft.surroundings, options);
    const inPlace = listHostPciUses(draft).map(({ device }) => device);
    const wanted = addresses.map((address) => ensureHostdev(draft, address, options.managed));
    const [display] = wanted as [HostPciUse, ...HostPciUse[]];
    if (options.rom !== undefined) setRom(draft, display.device, options.rom, ASKED);
    if (options.boot?.order !== undefined) ensureBootOrder(draft, display.device, options.boot.order, ASKED);
    if (options.alias !== undefined) {
      // A new device comes behind the others, and moves the number of none.
      for (const { device } of wanted) if (inPlace.includes(device)) refuseNumberedMention(draft, device);
      setAlias(draft, display.device, options.alias, ASKED);
      for (const { device, host } of wanted.slice(1))
        setAlias(draft, device, `${options.alias}-${host.function}`, ASKED);
    }
    layOut(draft, wanted, options.guest?.bus);
  },
});

function ensureHostdev(draft: DomainDraft, host: PciAddress, managed: string | undefined): HostPciUse {
  const reason = `The guest gets host device ${formatPciAddress(host)}`;
  const use = listHostPciUses(draft).find((candidate) => isSamePciAddress(candidate.host, host));
  if (use !== undefined && use.device.name !== 'hostdev') {
    const message = `Host device ${formatPciAddress(host)} is already used by <${use.device.name}>`;
    throw draft.refusal('CONFLICT', message, use.device, `Remove that <${use.device.name}> first`);
  }
  const argument = findVfioArgument(draft, host);
  if (argument !== undefined) {
    const message = `Host device ${formatPciAddress(host)} is already passed by a QEMU argument`;
    throw draft.refusal('CONFLICT', message, argument, 'Take the argument out first, with its "-device"');
  }
  if (use !== undefined) {
    if (managed !== undefined) draft.setAttribute(use.device, 'managed', managed, ASKED);
    const unassigned = use.device
      .childrenNamed('address')
      .filter((address) => address.attribute('type') === 'unassigned');
    draft.removeAll(unassigned, reason);
    return use;
  }
  const source = markup('source', {}, [markup('address', pciAddressAttributes(host))]);
  return { device: addHostdev(draft, { type: 'pci', managed: managed ?? 'yes' }, source, reason), host };
}

/**
 * Put the functions that were asked for into one guest slot. Others of the card come along where libvirt would still
 * choose their place, or where they are in that slot; a place that somebody chose for them elsewhere stays.
 */
function layOut(draft: DomainDraft, wanted: readonly HostPciUse[], bus: number | undefined): void {
  const [first] = wanted as [HostPciUse, ...HostPciUse[]];
  const placeOf = ({ device }: HostPciUse) => readGuestPciAddress(device)?.guest;
  if (bus === undefined && wanted.length === 1 && placeOf(first) !== undefined) return;
  const isWanted = new Set(wanted.map(({ device }) => device));
  const others = listHostPciUses(draft).filter(
    ({ device, host }) =>
      isSamePciSlot(host, first.host) && device.name === 'hostdev' && !isUnassigned(device) && !isWanted.has(device),
  );
  const anchor = [...wanted, ...others].map(placeOf).find((place) => place?.function === 0);
  const joining = others.filter((other) => {
    const place = placeOf(other);
    return place === undefined || (anchor !== undefined && isSamePciSlot(place, anchor));
  });
  const members = [...wanted, ...joining].map(({ device, host }) => ({ device, function: host.function }));
  if (members.length > 1 || bus !== undefined) ensureSharedSlot(draft, members, bus);
  else requireFreeSlot(draft);
}

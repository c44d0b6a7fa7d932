import { z } from 'zod/mini';
import { ensureUserAlias, findUserAlias, pciAlias } from '../domain/alias.js';
import { type HostPciUse, listDevices } from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { findUefi } from '../domain/firmware.js';
import { formatPciAddress } from '../domain/pci-address.js';
import { findQemuOption, type QemuProperties, readQemuBoolean } from '../domain/qemu-option.js';
import { ensureQemuProperty, listOverriddenAliases, listQemuProperties } from '../domain/qemu-override.js';
import { requireX86Domain } from '../domain/support.js';
import { requireVfioDevice } from '../domain/vfio-device.js';
import type { XmlElement } from '../xml/node.js';
import { pciAddressText } from './options.js';
import { defineTransform } from './transform.js';

/**
 * Make a passed-through GPU the one that a guest with a BIOS boots on: QEMU's `x-vga`, through `<qemu:override>`, hands
 * it the legacy VGA ranges that the GPU's BIOS needs.
 *
 * @throws PtxError CONFLICT for a guest with UEFI, which needs no VGA ranges, where another device has them, or where the
 * function is no `<hostdev>` of the guest; TARGET_NOT_FOUND; TARGET_AMBIGUOUS; DOMAIN_UNSUPPORTED
 * @see https://www.kernel.org/doc/html/latest/driver-api/vfio.html
 */
export const setPrimaryGpu = defineTransform({
  name: 'set-primary-gpu',
  summary: 'Boot a guest with a BIOS on a passed-through GPU',
  source: 'https://libvirt.org/drvqemu.html#overriding-properties-of-qemu-devices',
  main: 'address',
  conflicts: ['add-pci-hostdev', 'remove-pci-hostdev', 'set-firmware-efi', 'modernize-qemu-arguments', 'strip-runtime'],
  example: '01:00.0',
  options: () =>
    z.strictObject({
      address: pciAddressText('where the domain has one function of the card'),
    }),
  plan(draft, { address }) {
    requireX86Domain(draft);
    refuseUefi(draft);
    const gpu = requireVfioDevice(draft, address);
    refuseNoHostdev(draft, gpu);
    refuseOtherPrimary(draft, gpu.device);
    const name = pciAlias(gpu.host);
    const alias = ensureUserAlias(draft, gpu.device, name, 'An override finds its device by an alias that lasts');
    const reason = 'A BIOS shows its output on the card that has the legacy VGA ranges';
    ensureQemuProperty(draft, alias, { name: PROPERTY, type: 'bool', value: 'true' }, reason);
    warnOfEmulatedVga(draft);
  },
});

const PROPERTY = 'x-vga';
/** Models that take no legacy VGA ranges. */
const WITHOUT_VGA = /^(none|bochs|ramfb)$/;

function refuseUefi(draft: DomainDraft): void {
  const uefi = findUefi(draft);
  if (uefi === undefined) return;
  const hint = 'Leave it out: UEFI drives the GPU by the UEFI driver in its ROM';
  throw draft.refusal('CONFLICT', 'A guest with UEFI needs no legacy VGA ranges, which "x-vga" is for', uefi, hint);
}

function refuseNoHostdev(draft: DomainDraft, { device, host }: HostPciUse): void {
  if (device.name === 'hostdev') return;
  const message = `Host device ${formatPciAddress(host)} belongs to <${device.name}>, which is no GPU`;
  throw draft.refusal('CONFLICT', message, device);
}

/** libvirt ignores an override of a device that is not there, but for names like `hostdev0`, which it gives itself. */
function refuseOtherPrimary(draft: DomainDraft, device: XmlElement): void {
  const own = findUserAlias(device);
  const known = new Set(listDevices(draft).flatMap((other) => findUserAlias(other) ?? []));
  for (const alias of listOverriddenAliases(draft)) {
    const property = listQemuProperties(draft, alias).findLast((element) => element.attribute('name') === PROPERTY);
    const isPrimary = property !== undefined && property.attribute('value') === 'true';
    if (!isPrimary || alias === own || (alias.startsWith('ua-') && !known.has(alias))) continue;
    throw draft.refusal(
      'CONFLICT',
      `Device "${alias}" is the primary GPU already`,
      property,
      'A guest has one: take it out',
    );
  }
  const argument = findQemuOption(draft, ['device', 'set', 'global'], hasVga);
  if (argument === undefined) return;
  const message = 'A QEMU argument makes a device the primary GPU already';
  throw draft.refusal('CONFLICT', message, argument, 'Take the argument out first');
}

/** `x-vga=on` of a device, or `….x-vga=on` of `-set` and `-global`. */
function hasVga(properties: QemuProperties): boolean {
  const isLong = properties.get('property') === PROPERTY && readQemuBoolean(properties.get('value')) === true;
  return (
    isLong || [...properties].some(([name, value]) => /(^|\.)x-vga$/.test(name) && readQemuBoolean(value) === true)
  );
}

function warnOfEmulatedVga(draft: DomainDraft): void {
  const videos = listDevices(draft, 'video');
  const vga = videos.find((video) => !WITHOUT_VGA.test(video.child('model')?.attribute('type') ?? ''));
  // libvirt adds a video card to any graphics without one (virDomainDefAddImplicitVideo, 9.0).
  const [graphics] = videos.length > 0 ? [] : listDevices(draft, 'graphics');
  const culprit = vga ?? graphics;
  if (culprit === undefined) return;
  draft.warn(
    'The emulated video card claims the legacy VGA ranges as well: take it out, or set its model to none',
    culprit,
  );
}

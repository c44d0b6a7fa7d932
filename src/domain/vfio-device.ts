import { type HostPciUse, isUnassigned, listHostPciUses } from './devices.js';
import type { DomainDraft } from './domain-draft.js';
import { formatPciAddress, isAtPciTarget, type PciTarget, parsePciAddress } from './pci-address.js';

/**
 * Find the one device that QEMU's vfio-pci makes of a host PCI function: a `<hostdev>`, or an `<interface>` of type
 * hostdev. A card without a function will do where the domain has only one of its functions.
 *
 * @throws PtxError TARGET_NOT_FOUND; TARGET_AMBIGUOUS; CONFLICT for a function that is not given to the guest as it is
 */
export function requireVfioDevice(draft: DomainDraft, address: string): HostPciUse {
  const target = parsePciAddress(address) as PciTarget;
  const all = listHostPciUses(draft);
  const [use, ...others] = all.filter(({ host }) => isAtPciTarget(host, target));
  if (use === undefined) {
    const names = all.map(({ host }) => formatPciAddress(host)).sort();
    const hint = names.length === 0 ? 'Pass it through first, with add-pci-hostdev' : `It has ${names.join(', ')}`;
    throw draft.refusal('TARGET_NOT_FOUND', `The domain has no host device ${address}`, undefined, hint);
  }
  const name = formatPciAddress(use.host);
  if (others.length > 0) {
    const names = [use, ...others].map(({ host }) => formatPciAddress(host)).sort();
    const message = `Address "${address}" stands for ${names.length} host devices of the domain`;
    throw draft.refusal('TARGET_AMBIGUOUS', message, others[0]?.device, `Name one of ${names.join(', ')}`);
  }
  if (use.device.name === 'disk') {
    const message = `Host device ${name} is a <disk>, which QEMU drives itself: the guest does not see it`;
    throw draft.refusal('CONFLICT', message, use.device);
  }
  if (isUnassigned(use.device)) {
    const hint = 'Take its <address type="unassigned"> out first';
    throw draft.refusal('CONFLICT', `The guest does not get ${name}, whose address is unassigned`, use.device, hint);
  }
  return use;
}

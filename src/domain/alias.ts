import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { listDevices } from './devices.js';
import type { DomainDraft } from './domain-draft.js';
import type { DomainReader } from './domain-reader.js';
import { formatPciAddress, type PciAddress } from './pci-address.js';
import { findNumberedMention, warnOfAliasMentions } from './qemu-arguments.js';

/** An alias that libvirt keeps: any other is dropped in silence on define (virDomainDeviceInfoParseXML, libvirt 9.0). */
export const USER_ALIAS = /^ua-[A-Za-z0-9_-]*$/;

/** True for an alias that libvirt keeps. */
export function isUserAlias(name: string): boolean {
  return USER_ALIAS.test(name);
}

/** Every alias that libvirt keeps, with the devices that have it. */
export function listDeviceAliases(draft: DomainReader): ReadonlyMap<string, readonly XmlElement[]> {
  const aliases = new Map<string, XmlElement[]>();
  for (const device of listDevices(draft)) {
    const alias = findUserAlias(device);
    if (alias === undefined) continue;
    const holders = aliases.get(alias);
    if (holders === undefined) aliases.set(alias, [device]);
    else holders.push(device);
  }
  return aliases;
}

/** The alias of a device that survives a define, undefined where it has none. */
export function findUserAlias(device: XmlElement): string | undefined {
  const name = device.child('alias')?.attribute('name');
  return name !== undefined && USER_ALIAS.test(name) ? name : undefined;
}

/**
 * Give a device an alias.
 *
 * @throws PtxError CONFLICT where another device has it
 */
export function setAlias(draft: DomainDraft, device: XmlElement, name: string, reason: string): void {
  const holder = listDevices(draft).find(
    (other) => other !== device && other.child('alias')?.attribute('name') === name,
  );
  if (holder !== undefined) throw draft.refusal('CONFLICT', `Alias "${name}" is taken by <${holder.name}>`, holder);
  if (device.child('alias')?.attribute('name') !== name) {
    warnOfAliasMentions(draft, device.child('alias')?.attribute('name'));
  }
  const alias = device.child('alias') ?? draft.add(device, markup('alias', { name }), reason);
  draft.setAttribute(alias, 'name', name, reason);
}

/** The alias that a host PCI function gets where it has none: the same for every step that needs one. */
export function pciAlias(host: PciAddress): string {
  return `ua-pci-${formatPciAddress(host).replace(/[:.]/g, '-')}`;
}

/**
 * The alias of a device by which `<qemu:override>` can name it; a device without one gets `name`.
 *
 * @throws PtxError CONFLICT where an override or argument names a host device by its number: that would then mean
 * another one
 */
export function ensureUserAlias(draft: DomainDraft, device: XmlElement, name: string, reason: string): string {
  const existing = findUserAlias(device);
  if (existing !== undefined) return existing;
  refuseNumberedMention(draft, device);
  setAlias(draft, device, name, reason);
  return name;
}

/**
 * Refuse to take a host device without a lasting alias out of libvirt's count: those behind it get other numbers.
 *
 * @throws PtxError CONFLICT where an override or argument names a host device by its number
 */
export function refuseNumberedMention(draft: DomainDraft, device: XmlElement): void {
  const mention = findUserAlias(device) === undefined ? findNumberedMention(draft) : undefined;
  if (mention === undefined) return;
  const message = `"${mention.alias}" would mean another device: libvirt numbers host devices without "ua-" alias`;
  const hint = 'Give the host devices "ua-" aliases, and name these';
  throw draft.refusal('CONFLICT', message, mention.element, hint);
}

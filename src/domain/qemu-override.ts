import type { XmlElement } from '../xml/node.js';
import type { DomainDraft } from './domain-draft.js';
import type { DomainReader } from './domain-reader.js';
import {
  addQemuElement,
  ensureQemuBlock,
  listQemuBlocks,
  listQemuChildren,
  type QemuMarkup,
} from './qemu-namespace.js';

/** A QEMU property as `<qemu:property>` writes it: numbers to the base of ten only, `true` or `false`. */
export interface QemuProperty {
  readonly name: string;
  readonly type: 'string' | 'unsigned' | 'signed' | 'bool';
  readonly value: string;
}

/** The alias of every device that an override names, each once. */
export function listOverriddenAliases(draft: DomainReader): string[] {
  const devices = listQemuBlocks(draft, 'override').flatMap((block) => listQemuChildren(block, 'device'));
  return [...new Set(devices.flatMap((device) => device.attribute('alias') ?? []))];
}

/** Every `<qemu:property>` for a device, by its alias; libvirt merges all blocks, the last of one name wins. */
export function listQemuProperties(draft: DomainReader, alias: string): XmlElement[] {
  return listFrontends(draft, alias).flatMap((frontend) => listQemuChildren(frontend, 'property'));
}

/**
 * Bring about that libvirt hands a property to QEMU behind its own, for the device with this alias.
 *
 * @see https://libvirt.org/drvqemu.html#overriding-properties-of-qemu-devices (libvirt 8.2.0)
 */
export function ensureQemuProperty(draft: DomainDraft, alias: string, property: QemuProperty, reason: string): void {
  const existing = listQemuProperties(draft, alias).filter((element) => element.attribute('name') === property.name);
  for (const element of existing) draft.align(element, { type: property.type, value: property.value }, reason);
  if (existing.length > 0) return;
  const [frontend] = listFrontends(draft, alias);
  if (frontend !== undefined) {
    addQemuElement(draft, frontend, (qemu) => qemu('property', { ...property }), reason, 'name');
    return;
  }
  const describe = (qemu: QemuMarkup) => qemu('frontend', {}, [qemu('property', { ...property })]);
  const [device] = listOverrides(draft, alias);
  if (device !== undefined) {
    addQemuElement(draft, device, describe, reason);
    return;
  }
  const block = ensureQemuBlock(draft, 'override', reason);
  addQemuElement(draft, block, (qemu) => qemu('device', { alias }, [describe(qemu)]), reason, 'alias');
}

function listOverrides(draft: DomainReader, alias: string): XmlElement[] {
  return listQemuBlocks(draft, 'override')
    .flatMap((block) => listQemuChildren(block, 'device'))
    .filter((device) => device.attribute('alias') === alias);
}

function listFrontends(draft: DomainReader, alias: string): XmlElement[] {
  return listOverrides(draft, alias).flatMap((device) => listQemuChildren(device, 'frontend'));
}

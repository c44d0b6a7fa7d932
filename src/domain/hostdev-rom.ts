import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { listDevices } from './devices.js';
import type { DomainDraft } from './domain-draft.js';
import type { DomainReader } from './domain-reader.js';

/** Attributes of a `<rom>`; what is undefined stays as it is. */
export interface RomSettings {
  readonly bar?: string | undefined;
  readonly file?: string | undefined;
}

/** Say what ROM a device shows to the guest; `enabled='no'` goes, as libvirt takes no settings beside it (9.0). */
export function setRom(draft: DomainDraft, device: XmlElement, { bar, file }: RomSettings, reason: string): void {
  if (bar === undefined && file === undefined) return;
  const rom = device.child('rom') ?? draft.add(device, markup('rom', { bar, file }), reason);
  draft.removeAttribute(rom, 'enabled', 'libvirt takes no ROM settings beside enabled="no"');
  if (bar !== undefined) draft.setAttribute(rom, 'bar', bar, reason);
  if (file !== undefined) draft.setAttribute(rom, 'file', file, reason);
}

/** Let a device show its own ROM again instead of a file; a `<rom>` that says nothing more goes too. */
export function removeRomFile(draft: DomainDraft, device: XmlElement, reason: string): void {
  const rom = device.child('rom');
  if (rom?.attribute('file') === undefined) return;
  const isLeft = rom.attributes.length > 1 || rom.children.some((node) => node.kind !== 'text' || !node.isBlank);
  if (isLeft) draft.removeAttribute(rom, 'file', reason);
  else draft.remove(rom, reason);
}

/** The ROM files that the devices of a domain show, each once. */
export function listRomFiles(domain: DomainReader): string[] {
  const files = listDevices(domain).flatMap((device) => device.child('rom')?.attribute('file') ?? []);
  return [...new Set(files)];
}

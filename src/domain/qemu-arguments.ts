import type { XmlElement } from '../xml/node.js';
import type { DomainDraft } from './domain-draft.js';
import type { DomainReader } from './domain-reader.js';
import { listQemuBlocks, listQemuChildren } from './qemu-namespace.js';

/** Every raw argument that libvirt hands to QEMU behind its own: the `<qemu:arg>` elements, whatever their prefix. */
export function listQemuArguments(draft: DomainReader): XmlElement[] {
  return listQemuBlocks(draft, 'commandline').flatMap((block) => listQemuChildren(block, 'arg'));
}

/** A mention of a device by its alias, in `<qemu:override>` or in a raw `-set device.ALIAS.…`. */
interface AliasMention {
  readonly alias: string;
  readonly element: XmlElement;
}

function listAliasMentions(draft: DomainReader): AliasMention[] {
  const overrides = listQemuBlocks(draft, 'override').flatMap((block) =>
    block.elements.map((element) => ({ alias: element.attribute('alias') ?? '', element })),
  );
  const settings = listQemuArguments(draft).map((element) => ({
    alias: /^device\.([^.]+)\./.exec(element.attribute('value') ?? '')?.[1] ?? '',
    element,
  }));
  return [...overrides, ...settings].filter(({ alias }) => alias !== '');
}

/**
 * Warn where an override or argument will mean another device, or none, once a hostdev is gone or carries another
 * alias: libvirt 9.0 numbers those without an `ua-` alias anew at each start (qemuAssignDeviceHostdevAlias).
 */
export function warnOfAliasMentions(draft: DomainDraft, lost: string | undefined): void {
  if (lost?.startsWith('ua-')) warnOfLostAlias(draft, lost);
  for (const { alias, element } of listAliasMentions(draft).filter(isNumbered)) {
    draft.warn(`"${alias}" may mean another device now: libvirt numbers host devices anew, use "ua-" aliases`, element);
  }
}

/** An override or argument that names a host device by the number that libvirt gives it. */
export function findNumberedMention(draft: DomainReader): AliasMention | undefined {
  return listAliasMentions(draft).find(isNumbered);
}

function isNumbered({ alias }: AliasMention): boolean {
  return /^hostdev[0-9]+$/.test(alias);
}

/** Warn where an override or argument is for a device that is gone: QEMU does not start with such a `-set`. */
export function warnOfLostAlias(draft: DomainDraft, lost: string): void {
  const mentions = listAliasMentions(draft).filter(({ alias }) => alias === lost);
  for (const { element } of mentions) draft.warn(`What is said of "${lost}" now matches no device`, element);
}

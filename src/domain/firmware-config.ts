import type { DomainDraft } from './domain-draft.js';
import { listQemuArguments } from './qemu-arguments.js';
import { addQemuElement, ensureQemuBlock } from './qemu-namespace.js';
import { listQemuOptions, readQemuProperties } from './qemu-option.js';

/** What says which bytes a file of the firmware's configuration holds. */
const CONTENT = /^(string|file|gen_id)=/;

/**
 * Bring about that QEMU shows the guest's firmware a file of this name with this text: `-fw_cfg name=…,string=…`. One
 * that is there, however it is spelt, is aligned: QEMU does not start with two (7.2).
 *
 * @see https://www.qemu.org/docs/master/specs/fw_cfg.html
 */
export function ensureFirmwareConfig(draft: DomainDraft, name: string, text: string, reason: string): void {
  const existing = listQemuOptions(draft).filter(
    (option) => option.name === 'fw_cfg' && readQemuProperties(option.value ?? '', 'name')?.get('name') === name,
  );
  for (const { value = '', elements } of existing) {
    const [, argument] = elements;
    const parts: readonly string[] = value.match(/(?:[^,]|,,)+/g) ?? [];
    const others = parts.filter((part) => !CONTENT.test(part));
    const isSame = parts.length === others.length + 1 && parts.includes(`string=${text}`);
    if (argument === undefined || isSame) continue;
    draft.setAttribute(argument, 'value', [...others, `string=${text}`].join(','), reason);
  }
  if (existing.length > 0) return;
  const block = listQemuArguments(draft).at(-1)?.parent ?? ensureQemuBlock(draft, 'commandline', reason);
  for (const value of ['-fw_cfg', `name=${name},string=${text}`]) {
    addQemuElement(draft, block, (qemu) => qemu('arg', { value }), reason);
  }
}

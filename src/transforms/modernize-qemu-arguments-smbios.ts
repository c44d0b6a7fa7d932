import type { DomainDraft } from '../domain/domain-draft.js';
import { readQemuProperties } from '../domain/qemu-option.js';
import { isSameUuid } from '../domain/uuid.js';
import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { type Judge, REASON, unknownProperty } from './modernize-qemu-arguments-judge.js';

/** The blocks of `<sysinfo type='smbios'>` by SMBIOS type, with their entries in libvirt's order. */
const BLOCKS: Readonly<Record<string, readonly [name: string, entries: readonly string[]]>> = {
  0: ['bios', ['vendor', 'version', 'date', 'release']],
  1: ['system', ['manufacturer', 'product', 'version', 'serial', 'uuid', 'sku', 'family']],
  2: ['baseBoard', ['manufacturer', 'product', 'version', 'serial', 'asset', 'location']],
  3: ['chassis', ['manufacturer', 'version', 'serial', 'asset', 'sku']],
};

/** `-smbios type=0` to `3` become `<sysinfo type='smbios'>`, and `<smbios mode='sysinfo'/>` puts it into effect. */
export const smbios: Judge = (draft, { name, value = '' }) => {
  if (name !== 'smbios') return undefined;
  const properties = new Map(readQemuProperties(value));
  const type = properties.get('type') ?? '';
  const [block, known] = BLOCKS[type] ?? [];
  if (properties.has('file') || block === undefined || known === undefined) {
    return '<sysinfo> has no block for it that ptx knows';
  }
  properties.delete('type');
  if (properties.size === 0) return `It says nothing, and libvirt takes no empty <${block}>`;
  const reason = unknownProperty(properties, known) ?? modeReason(draft);
  if (reason !== undefined) return reason;
  const existing = findSysinfo(draft)?.childrenNamed(block) ?? [];
  if (existing.length > 1) return `There is more than one <${block}>`;
  for (const [entry, text] of properties) {
    const found = findEntry(existing[0], entry)?.text;
    if (found !== undefined && found !== text) return `<sysinfo> says "${found}" for "${entry}" of <${block}>`;
    const invalid = valueReason(draft, entry, text);
    if (invalid !== undefined) return invalid;
  }
  // libvirt 9.0 writes an empty manufacturer for these two where it is given none (qemuBuildSmbiosBaseBoardStr).
  const isManufacturerNeeded = /^[23]$/.test(type) && findEntry(existing[0], 'manufacturer') === undefined;
  if (isManufacturerNeeded && !properties.has('manufacturer')) return 'libvirt would add an empty "manufacturer"';
  return {
    apply() {
      draft.ensure('os/smbios', { mode: 'sysinfo' }, REASON);
      const sysinfo = findSysinfo(draft) ?? draft.add(draft.root, markup('sysinfo', { type: 'smbios' }), REASON);
      const parent = sysinfo.child(block) ?? draft.add(sysinfo, markup(block), REASON);
      for (const entry of known) {
        const text = properties.get(entry);
        if (text === undefined || findEntry(parent, entry) !== undefined) continue;
        draft.insert(parent, markup('entry', { name: entry }, text), parent.elements.at(-1), REASON);
      }
    },
  };
};

function findSysinfo(draft: DomainDraft): XmlElement | undefined {
  return draft.root.childrenNamed('sysinfo').find((sysinfo) => sysinfo.attribute('type') === 'smbios');
}

function findEntry(block: XmlElement | undefined, name: string): XmlElement | undefined {
  return block?.childrenNamed('entry').find((entry) => entry.attribute('name') === name);
}

function modeReason(draft: DomainDraft): string | undefined {
  const mode = draft.find('os/smbios')?.attribute('mode') ?? 'emulate';
  if (mode === 'sysinfo') return undefined;
  if (mode !== 'emulate') return `<smbios mode="${mode}"> is there`;
  const isUsed = (findSysinfo(draft)?.elements.length ?? 0) > 0;
  return isUsed ? '<sysinfo> is there without <smbios mode="sysinfo">, which would put it into effect' : undefined;
}

function valueReason(draft: DomainDraft, entry: string, text: string): string | undefined {
  if (text === '' || text !== text.trim() || /\p{Cc}/u.test(text)) {
    return `libvirt cannot say the value "${text}" of "${entry}"`;
  }
  if (
    entry === 'date' &&
    !/^(0?[1-9]|1[0-2])\/(0?[1-9]|[12][0-9]|3[01])\/([0-9]{2}|(19|[2-9][0-9])[0-9]{2})$/.test(text)
  ) {
    return `libvirt takes no date such as "${text}"`;
  }
  if (entry === 'uuid' && !isSameUuid(text, draft.find('uuid')?.text ?? '')) {
    return 'libvirt takes no other "uuid" than that of the domain';
  }
  return undefined;
}

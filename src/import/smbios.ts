import { readQemuProperties } from '../domain/qemu-option.js';
import type { GivenOption } from './qemu-command.js';
import type { QemuContext } from './qemu-context.js';

/** Block and entry of `set-smbios-host` for each field of QEMU's `-smbios`. */
const BLOCKS: Readonly<Record<string, { block: string; entries: string }>> = {
  '0': { block: 'bios', entries: 'vendor version date release' },
  '1': { block: 'system', entries: 'manufacturer product version serial sku family' },
  '2': { block: 'baseBoard', entries: 'manufacturer product version serial asset location' },
  '3': { block: 'chassis', entries: 'manufacturer version serial asset sku' },
};

/** `-smbios type=1,manufacturer=…`. */
export function importSmbios({ value, source }: GivenOption, { collector }: QemuContext): void {
  const fields = new Map(readQemuProperties(value));
  const { block, entries } = BLOCKS[fields.get('type') ?? ''] ?? { block: '', entries: '' };
  if (block === '') {
    collector.unmapped(source, 'No step sets SMBIOS data of this type');
    return;
  }
  fields.delete('type');
  const taken = [...fields].filter(([name]) => entries.split(' ').includes(name));
  if (taken.length > 0) collector.add('set-smbios-host', { [block]: Object.fromEntries(taken) }, source);
  for (const [name, text] of fields) {
    const property = { ...source, text: `${name}=${text}` };
    if (name === 'uuid') collector.note(property, 'The domain keeps its UUID');
    else if (!taken.some(([other]) => other === name)) collector.unmapped(property, 'No step says it');
  }
}

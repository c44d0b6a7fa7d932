import type { WriteFile } from '../action.js';
import type { HostWriter } from './host-writer.js';
import { reasonOf } from './system-error.js';

/** What a file is, seen from an action that writes it: as it was before, as it shall be, or neither. */
export type FileState = { readonly is: 'before' | 'after' } | { readonly is: 'other'; readonly message: string };

/** Compare a file with what an action found and with what it makes of it. */
export async function compareFile(writer: HostWriter, { path, content, mode, undo }: WriteFile): Promise<FileState> {
  try {
    const found = await writer.read(path);
    const isSame = (text: string, bits: string) =>
      found !== undefined && Buffer.from(text).equals(found.bytes) && found.mode === Number.parseInt(bits, 8);
    if (isSame(content, mode)) return { is: 'after' };
    const isBefore = undo.kind === 'remove-file' ? found === undefined : isSame(undo.content, undo.mode);
    if (isBefore) return { is: 'before' };
    return { is: 'other', message: found === undefined ? `"${path}" is gone` : `"${path}" was changed` };
  } catch (error) {
    return { is: 'other', message: `"${path}" cannot be read: ${reasonOf(error)}` };
  }
}

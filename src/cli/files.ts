import type { Stats } from 'node:fs';
import { readlink, realpath, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { writeAtomically } from '../host/node/atomic-write.js';
import { systemError } from '../host/node/system-error.js';

/**
 * Write a file so that nobody ever sees half of it: a temporary file in the same folder, with the mode and owner of
 * the old one, is synced and renamed. A symbolic link stays one and its target is replaced; devices and pipes are
 * written to.
 *
 * @throws PtxError FILE_UNWRITABLE; then the old file is as it was, and nothing is left beside it
 */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  try {
    const existing = await statIfPresent(path);
    if (existing === undefined || existing.isFile()) await writeAtomically(await followLinks(path), content, existing);
    else await writeFile(path, content);
  } catch (error) {
    throw systemError('FILE_UNWRITABLE', 'Cannot write', error);
  }
}

/** Where a path leads, also where the last link points at nothing yet. */
async function followLinks(path: string): Promise<string> {
  const folder = await realpath(dirname(path));
  const name = join(folder, basename(path));
  const link = await readlink(name).catch(() => undefined);
  return link === undefined ? name : followLinks(resolve(folder, link));
}

async function statIfPresent(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

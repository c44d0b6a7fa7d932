import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What a file keeps of the one that was there. */
export interface FileOwnership {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** How a file is written beside what every file needs. */
export interface AtomicWriteOptions {
  /** What tells the temporary file from others; a random word where it need not be found again. */
  readonly tag?: string;
  /** The mode of a file that was not there, less the umask. */
  readonly mode?: number;
  /** What else the temporary file has to get before it takes the place. */
  readonly finish?: (temporary: string) => Promise<void>;
}

/** Where the new bytes of a file are until they are complete; a name with a dot in front, which no tool takes for configuration. */
export function temporaryName(target: string, tag: string): string {
  return join(dirname(target), `.${basename(target).slice(0, 200)}.${tag}.tmp`);
}

/**
 * Write a file so that nobody ever sees half of it, whenever the power goes: a temporary file in the same folder, with
 * the mode and owner of the old one, is synced and renamed, and the folder is synced. Where it fails, the old file is as
 * it was, and nothing is left beside it; where the process is killed, the temporary file may be.
 */
export async function writeAtomically(
  target: string,
  content: string | Uint8Array,
  existing: FileOwnership | undefined,
  { tag = randomBytes(6).toString('hex'), mode = 0o666, finish }: AtomicWriteOptions = {},
): Promise<void> {
  const temporary = temporaryName(target, tag);
  try {
    const handle = await open(temporary, 'wx', existing === undefined ? mode : 0o600);
    try {
      await handle.writeFile(content);
      if (existing !== undefined) {
        // Only root may give a file away; everybody else keeps what they rewrite.
        await handle.chown(existing.uid, existing.gid).catch(() => {});
        await handle.chmod(existing.mode & 0o7777);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await finish?.(temporary);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(target));
}

/** Have the disk know which names a folder has. Not every file system can; the names are right all the same. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

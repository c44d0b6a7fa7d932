import { lstat, mkdir, open, readFile, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncFolder, temporaryName, writeAtomically } from './atomic-write.js';
import { HostFiles } from './host-files.js';
import { isAbsent } from './system-error.js';

/** A file of a host as it is on the disk. */
export interface FoundFile {
  readonly bytes: Uint8Array;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** How a file of a host is written. */
export interface HostWrite {
  readonly content: string | Uint8Array;
  readonly mode: number;
  /** What tells the temporary file, so that it can be found after a kill. */
  readonly tag: string;
  /** Gives the temporary file the label of the file that is there. */
  readonly copyLabel?: (from: string, to: string) => Promise<void>;
}

/**
 * Writes below a folder: `/`, or a copy of another host's files. Paths are those of the host; links are followed within
 * the folder, as `HostFiles` does. Nothing is remembered between two calls, since every call may change what the next finds.
 */
export class HostWriter {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Read a file, undefined where nothing is there. Anything but a regular file is an error. */
  async read(path: string): Promise<FoundFile | undefined> {
    const place = await this.place(path);
    try {
      const facts = await lstat(place);
      if (!facts.isFile()) throw new Error('not a regular file');
      const { uid, gid, mode } = facts;
      return { bytes: await readFile(place), uid, gid, mode: mode & 0o7777 };
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  /** Read an attribute of sysfs without its line end, undefined where there is none. */
  async readAttribute(path: string): Promise<string | undefined> {
    return (await this.read(path))?.bytes.toString().trim();
  }

  /** Write a whole file, as `writeAtomically` does; one that is there keeps its owner. */
  async write(path: string, { content, mode, tag, copyLabel }: HostWrite): Promise<void> {
    const place = await this.place(path);
    await rm(temporaryName(place, tag), { force: true });
    const found = await this.read(path);
    const owner = found ?? { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };
    const finish = found && copyLabel ? (temporary: string) => copyLabel(place, temporary) : undefined;
    await writeAtomically(place, content, { uid: owner.uid, gid: owner.gid, mode }, { tag, ...(finish && { finish }) });
  }

  /** Take a file away, and what an interrupted write left beside it. */
  async remove(path: string): Promise<void> {
    const place = await this.place(path);
    await rm(place, { force: true });
    await syncFolder(dirname(place));
  }

  /** Take away what an interrupted write left beside a file. */
  async removeTemporary(path: string, tag: string): Promise<void> {
    await rm(temporaryName(await this.place(path), tag), { force: true });
  }

  /** The folders above a path that are not there, outermost first. */
  async listMissingFolders(path: string): Promise<string[]> {
    const missing: string[] = [];
    for (let folder = dirname(path); folder !== '/'; folder = dirname(folder)) {
      if (await new HostFiles(this.root).exists(folder)) break;
      missing.unshift(folder);
    }
    return missing;
  }

  /** Make folders, outermost first; those that are there stay. */
  async makeFolders(folders: readonly string[], mode = 0o755): Promise<void> {
    for (const folder of folders) {
      const place = await this.place(folder);
      await mkdir(place, { mode }).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      });
      await syncFolder(dirname(place));
    }
  }

  /** Take folders away that are empty, innermost first. */
  async removeEmptyFolders(folders: readonly string[]): Promise<void> {
    for (const folder of folders.toReversed()) {
      await rmdir(await this.place(folder)).catch((error: NodeJS.ErrnoException) => {
        if (!isAbsent(error) && error.code !== 'ENOTEMPTY') throw error;
      });
    }
  }

  /** Write an attribute of sysfs: in one piece, and into the file that is there. */
  async writeAttribute(path: string, value: string): Promise<void> {
    const handle = await open(await this.place(path), 'r+');
    try {
      await handle.write(value);
    } finally {
      await handle.close();
    }
  }

  /** Where a path of the host is on this machine, also where nothing is there yet. */
  async place(path: string): Promise<string> {
    const files = new HostFiles(this.root);
    let rest = '';
    for (let known = path; known !== '/'; known = dirname(known)) {
      const real = await files.realPath(known);
      if (real !== undefined) return this.#join(real, rest);
      rest = rest === '' ? basename(known) : `${basename(known)}/${rest}`;
    }
    return this.#join('/', rest);
  }

  /** What is not there must not be a link that leads nowhere, or a file would come where it leads. */
  async #join(real: string, rest: string): Promise<string> {
    const place = join(this.root, real, rest);
    if (rest === '') return place;
    const first = join(this.root, real, rest.split('/')[0] ?? '');
    const isLink = await lstat(first).then(
      (facts) => facts.isSymbolicLink(),
      () => false,
    );
    if (isLink) throw new Error(`"${first}" is a symbolic link that leads nowhere`);
    return place;
  }
}

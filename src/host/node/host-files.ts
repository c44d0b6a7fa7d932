import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostNote } from '../model.js';

const MOST_LINKS = 40;
const MOST_ENTRIES = 20_000;
const MOST_OPEN = 64;

/** The largest text that is read where nothing else is said. */
export const TEXT_LIMIT = 1024 * 1024;

/** What is absent: no error, and no note. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR']);

/** What a path is, as far as a snapshot says. */
export interface PathFacts {
  readonly sizeBytes: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * The files of a host below a folder: `/`, or a copy of another machine's. Paths are those of the host. Links are
 * followed within the folder, an absolute one starts there, and `..` ends there. Nothing throws: what is absent is
 * undefined, and what cannot be read is undefined too, with a note. Only regular files are ever opened.
 */
export class HostFiles {
  readonly #root: string;
  readonly #notes = new Map<string, HostNote>();
  readonly #links = new Map<string, Promise<string | undefined>>();
  readonly #waiting: (() => void)[] = [];
  #open = 0;

  constructor(root: string) {
    this.#root = root;
  }

  /** What could not be read so far, by path. */
  get notes(): HostNote[] {
    return [...this.#notes.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  }

  /** Say what could not be found out. */
  note(path: string, message: string): void {
    this.#notes.set(`${path}\n${message}`, { path, message });
  }

  /** Read a file as text; of one above the limit nothing, or the beginning. Bytes that are no UTF-8 are replaced. */
  async readText(path: string, options: { limit?: number; mayBeCut?: boolean } = {}): Promise<string | undefined> {
    const bytes = await this.readBytes(path, options);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  }

  /** Read a file of one line, without the newline at its end. */
  async readLine(path: string): Promise<string | undefined> {
    return (await this.readText(path, { limit: 65_536 }))?.replace(/\r?\n[\s\S]*$/, '').trim();
  }

  /** Read a file; of one above the limit nothing, or the beginning. */
  async readBytes(
    path: string,
    { limit = TEXT_LIMIT, mayBeCut = false }: { limit?: number; mayBeCut?: boolean } = {},
  ): Promise<Uint8Array | undefined> {
    return this.#noting(path, async () => {
      const place = join(this.#root, await this.#resolve(path));
      if (!(await lstat(place)).isFile()) throw new Error('not a regular file');
      return this.#oneOfFew(async () => {
        // Without O_NONBLOCK a pipe that came in the meantime would wait for its writer.
        const handle = await open(place, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
        try {
          const bytes = await readUpTo(handle, limit + 1);
          if (bytes.length > limit && !mayBeCut) throw new Error(`larger than ${limit} bytes`);
          return bytes.subarray(0, limit);
        } finally {
          await handle.close();
        }
      });
    });
  }

  /** The names in a folder, sorted; none where there is no folder. */
  async list(path: string): Promise<string[]> {
    const names = await this.#noting(path, async () => readdir(join(this.#root, await this.#resolve(path))));
    if (names === undefined) return [];
    if (names.length > MOST_ENTRIES) this.note(path, `more than ${MOST_ENTRIES} entries: the others are left out`);
    return names.sort().slice(0, MOST_ENTRIES);
  }

  /** True where something is there, at the end of all links. */
  async exists(path: string): Promise<boolean> {
    return (await this.facts(path)) !== undefined;
  }

  /** What is at the end of all links. */
  async facts(path: string): Promise<PathFacts | undefined> {
    return this.#noting(path, async () => {
      const { size, mode, uid, gid } = await lstat(join(this.#root, await this.#resolve(path)));
      return { sizeBytes: size, mode: mode & 0o7777, uid, gid };
    });
  }

  /** Where a path leads, as a path of the host. */
  async realPath(path: string): Promise<string | undefined> {
    return this.#noting(path, async () => {
      const real = await this.#resolve(path);
      await lstat(join(this.#root, real));
      return real;
    });
  }

  /** What a symbolic link holds; undefined for anything else. */
  async link(path: string): Promise<string | undefined> {
    return this.#noting(path, async () => {
      const folder = await this.#resolve(path.slice(0, path.lastIndexOf('/')));
      return this.#readlink(join(folder, path.slice(path.lastIndexOf('/'))));
    });
  }

  /** The last part of what a symbolic link holds, as sysfs names drivers, groups and modules. */
  async linkName(path: string): Promise<string | undefined> {
    return (await this.link(path))?.replace(/^.*\//s, '') || undefined;
  }

  async #resolve(path: string): Promise<string> {
    const ahead = path.split('/');
    let real = '';
    let links = 0;
    for (let part = ahead.shift(); part !== undefined; part = ahead.shift()) {
      if (part === '' || part === '.') continue;
      if (part === '..') {
        real = real.slice(0, Math.max(0, real.lastIndexOf('/')));
        continue;
      }
      const target = await this.#readlink(`${real}/${part}`);
      if (target === undefined) {
        real = `${real}/${part}`;
        continue;
      }
      links += 1;
      if (links > MOST_LINKS) throw new Error('too many symbolic links');
      if (target.startsWith('/')) real = '';
      ahead.unshift(...target.split('/'));
    }
    return real === '' ? '/' : real;
  }

  #readlink(path: string): Promise<string | undefined> {
    let target = this.#links.get(path);
    if (target === undefined) {
      target = readlink(join(this.#root, path)).catch((error: NodeJS.ErrnoException) => {
        // EINVAL: it is there, and no link.
        if (error.code === 'EINVAL') return undefined;
        throw error;
      });
      this.#links.set(path, target);
    }
    return target;
  }

  /** A host has thousands of files; a process may have few of them open. */
  async #oneOfFew<Result>(read: () => Promise<Result>): Promise<Result> {
    if (this.#open >= MOST_OPEN) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#open += 1;
    try {
      return await read();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#open -= 1;
      else next();
    }
  }

  async #noting<Result>(path: string, read: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await read();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (!ABSENT.has(code ?? '')) this.note(path, message.replace(/^[A-Z0-9]+: /, '').replace(/, \w+( '.*')?$/s, ''));
      return undefined;
    }
  }
}

/** Files of proc and sysfs say nothing of their size. */
async function readUpTo(handle: FileHandle, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  while (total < limit) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(Math.min(65_536, limit - total)));
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    total += bytesRead;
  }
  return Buffer.concat(chunks);
}

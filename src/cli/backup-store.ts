import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { writeAtomically } from '../host/node/atomic-write.js';
import { isAbsent, systemError } from '../host/node/system-error.js';
import { sha256 } from '../host/sha256.js';
import { decodeUtf8 } from './decode-utf8.js';
import type { Io } from './io.js';

/** A definition that an edit replaced. */
export interface Backup {
  /** The file that holds it. */
  readonly path: string;
  readonly xml: string;
  /** What libvirt made of the edit; undefined where it was interrupted. */
  readonly edited: string | undefined;
}

/** A definition that is about to be replaced, on the disk. */
export interface KeptDefinition {
  readonly path: string;
  /** It was replaced, by what libvirt now has. */
  complete(edited: string): Promise<void>;
  /** It was not replaced after all. */
  drop(): Promise<void>;
}

/** No name of a file is longer. */
const MAX_NAME = 200;

/**
 * The definitions that edits of one connection replaced, in `ptx/edit` of the XDG state folder. Only their owner can read
 * them, as they hold what `--security-info` shows. An edit has up to three files: `STAMP.xml` is what was there,
 * `STAMP.edited.xml` what came, and `STAMP.undone.xml`, where it was taken back, what that replaced.
 *
 * @see https://specifications.freedesktop.org/basedir-spec 0.8: XDG_STATE_HOME, absolute or not at all
 */
export class BackupStore {
  readonly #folder: string;

  constructor({ env }: Io, uri: string) {
    const { XDG_STATE_HOME: state = '', HOME: home = homedir() } = env;
    this.#folder = join(state.startsWith('/') ? state : join(home, '.local/state'), 'ptx/edit', fileName(uri));
  }

  /** Keep a definition before an edit replaces it. */
  async keep(name: string, xml: string): Promise<KeptDefinition> {
    // Within a second the process tells two edits apart, and they sort by their time.
    const stamp = `${new Date().toISOString().replaceAll(/[-:.]/g, '')}-${process.pid}`;
    const path = join(this.#folder, fileName(name), `${stamp}.xml`);
    await writePrivate(path, xml);
    return {
      path,
      complete: (edited) => writePrivate(sibling(path, 'edited'), edited),
      drop: () => rm(path, { force: true }),
    };
  }

  /** Keep a definition before it gives way to a backup, which counts as taken back then. */
  async keepUndone(backup: Backup, xml: string): Promise<KeptDefinition> {
    const path = sibling(backup.path, 'undone');
    await writePrivate(path, xml);
    return { path, complete: async () => {}, drop: () => rm(path, { force: true }) };
  }

  /** The backup of the last edit that was not taken back. */
  async findLatest(name: string): Promise<Backup | undefined> {
    const folder = join(this.#folder, fileName(name));
    const files = await readdir(folder).catch((error): string[] => {
      if (isAbsent(error)) return [];
      throw systemError('FILE_UNREADABLE', `Cannot read "${folder}"`, error);
    });
    const stamps = files.filter((file) => /^[^.]+\.xml$/.test(file)).map((file) => file.slice(0, -'.xml'.length));
    const latest = stamps.sort().findLast((stamp) => !files.includes(`${stamp}.undone.xml`));
    if (latest === undefined) return undefined;
    const path = join(folder, `${latest}.xml`);
    const hasEdited = files.includes(`${latest}.edited.xml`);
    return { path, xml: await read(path), edited: hasEdited ? await read(sibling(path, 'edited')) : undefined };
  }

  /** Let a program read a document from a file that is there meanwhile. */
  async lend<Result>(name: string, xml: string, use: (file: string) => Promise<Result>): Promise<Result> {
    const file = join(this.#folder, fileName(name), `.new-${process.pid}`);
    try {
      await writePrivate(file, xml);
      return await use(file);
    } finally {
      await rm(file, { force: true });
    }
  }
}

async function writePrivate(path: string, content: string): Promise<void> {
  try {
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
    await writeAtomically(path, content, undefined, { mode: 0o600 });
  } catch (error) {
    throw systemError('FILE_UNWRITABLE', `Cannot write "${path}"`, error);
  }
}

async function read(path: string): Promise<string> {
  try {
    return decodeUtf8(await readFile(path));
  } catch (error) {
    throw systemError('FILE_UNREADABLE', `Cannot read "${path}"`, error);
  }
}

function sibling(path: string, what: string): string {
  return path.replace(/\.xml$/, `.${what}.xml`);
}

/** A name that leads nowhere else, whatever a domain or a connection is called. */
function fileName(text: string): string {
  const name = encodeURIComponent(text).replaceAll('.', '%2E');
  return name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - 17)}-${sha256(text).slice(0, 16)}`;
}

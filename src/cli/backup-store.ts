import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { PtxError } from '../errors.js';
import { writeAtomically } from '../host/node/atomic-write.js';
import { takeLock } from '../host/node/lock.js';
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

/** So many edits of a domain can be taken back. */
const MAX_EDITS = 20;

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

  /**
   * Do something to a domain that no other edit by this store does meanwhile.
   *
   * @throws PtxError DOMAIN_LOCKED, FILE_UNWRITABLE
   */
  async exclusively<Result>(name: string, act: () => Promise<Result>): Promise<Result> {
    const folder = join(this.#folder, fileName(name));
    const lock = await makePrivate(folder, () => takeLock(join(folder, '.lock'), refuseLock));
    try {
      return await act();
    } finally {
      await lock.release();
    }
  }

  /** Keep a definition before an edit replaces it, and forget those that more than twenty edits replaced since. */
  async keep(name: string, xml: string): Promise<KeptDefinition> {
    // Within a second the process tells two edits apart, and they sort by their time.
    const stamp = `${new Date().toISOString().replaceAll(/[-:.]/g, '')}-${process.pid}`;
    const path = join(this.#folder, fileName(name), `${stamp}.xml`);
    await writePrivate(path, xml);
    return {
      path,
      complete: async (edited) => {
        await writePrivate(sibling(path, 'edited'), edited);
        await forgetOld(path);
      },
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
    const latest = listStamps(files).findLast((stamp) => !files.includes(`${stamp}.undone.xml`));
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

/** The edits of a domain by their files, the oldest first. */
function listStamps(files: readonly string[]): string[] {
  const stamps = files.filter((file) => /^[^.]+\.xml$/.test(file)).map((file) => file.slice(0, -'.xml'.length));
  return stamps.sort();
}

/** The edit is done by then: what cannot be removed stays, and its own backup stays whatever the clock says. */
async function forgetOld(own: string): Promise<void> {
  const folder = dirname(own);
  const files = await readdir(folder).catch((): string[] => []);
  const others = listStamps(files).filter((stamp) => `${stamp}.xml` !== basename(own));
  const old = new Set(others.slice(0, 1 - MAX_EDITS));
  const gone = files.filter((file) => old.has(file.split('.', 1)[0] ?? ''));
  for (const file of gone) await rm(join(folder, file), { force: true }).catch(() => {});
}

function refuseLock(pid: number | undefined): PtxError {
  const who = pid === undefined ? 'Another process' : `Process ${pid}`;
  return new PtxError('DOMAIN_LOCKED', `${who} defines the domain at this moment; nothing was done`, {
    hint: 'The same command again starts from what is there then',
  });
}

async function writePrivate(path: string, content: string): Promise<void> {
  await makePrivate(dirname(path), () => writeAtomically(path, content, undefined, { mode: 0o600 }));
}

/** Write into a folder that only its owner can enter. */
async function makePrivate<Result>(folder: string, write: () => Promise<Result>): Promise<Result> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await write();
  } catch (error) {
    if (error instanceof PtxError) throw error;
    throw systemError('FILE_UNWRITABLE', `Cannot write below "${folder}"`, error);
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

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PtxError } from '../../errors.js';
import { type HostRecord, parseHostRecord } from '../record.js';
import { RECORDS } from '../unfinished.js';
import type { HostWriter } from './host-writer.js';
import { type Lock, takeLock } from './lock.js';
import { isAbsent, systemError } from './system-error.js';

/** Where ptx keeps what it did to a host: nothing else reads these folders. */
const FOLDER = '/var/lib/ptx';
const BACKUPS = `${FOLDER}/backups`;

/** The records of a host, in its own file system. */
export class RecordStore {
  readonly #writer: HostWriter;
  #hasRecord = false;

  constructor(writer: HostWriter) {
    this.#writer = writer;
  }

  /**
   * Take the lock of the host. Folders that are made for it go again when it is released, unless there is a record in them.
   *
   * @throws PtxError HOST_LOCKED, FILE_UNWRITABLE
   */
  async lock(): Promise<Lock> {
    const around = await this.#writer.listMissingFolders(`${FOLDER}/lock`);
    const lock = await this.#lockIn(around).catch(async (error) => {
      await this.#tidy(around);
      return refuseFolder(error);
    });
    const within: string[] = [];
    const release = async () => {
      // While the lock is held nobody else is about to use what is within; without it, all may be about to take it.
      await this.#tidy(within);
      await lock.release();
      await this.#tidy(around);
    };
    try {
      for (const folder of [RECORDS, BACKUPS])
        within.push(...(await this.#writer.listMissingFolders(`${folder}/file`)));
      await this.#writer.makeFolders([RECORDS, BACKUPS], 0o700);
    } catch (error) {
      await release();
      return refuseFolder(error);
    }
    return { share: lock.share, release };
  }

  /** Make the folder of the lock, once more where a process that is done takes it away meanwhile, and take the lock. */
  async #lockIn(around: readonly string[], attempts = 3): Promise<Lock> {
    try {
      await this.#writer.makeFolders(around.filter((folder) => folder !== FOLDER));
      await this.#writer.makeFolders([FOLDER], 0o700);
      return await takeLock(await this.#writer.place(`${FOLDER}/lock`), refuseLock);
    } catch (error) {
      if (attempts === 1 || !isAbsent(error)) throw error;
      return this.#lockIn(around, attempts - 1);
    }
  }

  /** What cannot be taken away harms nobody. */
  async #tidy(folders: readonly string[]): Promise<void> {
    if (!this.#hasRecord) await this.#writer.removeEmptyFolders(folders).catch(() => {});
  }

  /** All records, the oldest first. */
  async list(): Promise<HostRecord[]> {
    const names = await readdir(join(this.#writer.root, RECORDS)).catch((error) => {
      if (isAbsent(error)) return [];
      throw systemError('FILE_UNREADABLE', `Cannot read "${RECORDS}"`, error);
    });
    const ids = names.filter((name) => /^[^.].*\.json$/.test(name)).map((name) => name.slice(0, -'.json'.length));
    const records = await Promise.all(ids.map((id) => this.read(id)));
    return records.sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
  }

  /**
   * Read a record by its id.
   *
   * @throws PtxError RECORD_INVALID, FILE_UNREADABLE
   */
  async read(id: string): Promise<HostRecord> {
    const path = recordPath(id);
    const found = /^[0-9A-Za-z-]{1,64}$/.test(id)
      ? await this.#writer.read(path).catch((error) => {
          throw systemError('FILE_UNREADABLE', `Cannot read "${path}"`, error);
        })
      : undefined;
    if (found === undefined) {
      throw new PtxError('RECORD_INVALID', `There is no record "${id}"`, { hint: `They are in ${RECORDS}` });
    }
    try {
      return parseHostRecord(found.bytes.toString());
    } catch (error) {
      throw error instanceof PtxError ? error.with({ hint: `It is ${path}` }) : error;
    }
  }

  /**
   * Write a record; it is on the disk when this returns.
   *
   * @throws PtxError FILE_UNWRITABLE
   */
  async save(record: HostRecord): Promise<void> {
    const content = `${JSON.stringify(record, null, 2)}\n`;
    const write = { content, mode: 0o600, tag: record.id };
    await this.#writer.write(recordPath(record.id), write).catch(refuseFolder);
    this.#hasRecord = true;
  }

  /**
   * Keep the bytes of a file for people. Returns where.
   *
   * @throws PtxError FILE_UNWRITABLE
   */
  async backUp({ id }: HostRecord, index: number, bytes: Uint8Array): Promise<string> {
    const path = `${BACKUPS}/${id}/${index + 1}`;
    await this.#writer.makeFolders([`${BACKUPS}/${id}`], 0o700).catch(refuseFolder);
    await this.#writer.write(path, { content: bytes, mode: 0o600, tag: id }).catch(refuseFolder);
    return path;
  }

  /** Take away the bytes that were kept for a record that will not come. */
  async dropBackups({ id }: HostRecord): Promise<void> {
    await rm(await this.#writer.place(`${BACKUPS}/${id}`), { recursive: true, force: true });
  }
}

function refuseFolder(error: unknown): never {
  if (error instanceof PtxError) throw error;
  const refusal = systemError('FILE_UNWRITABLE', `Cannot write "${FOLDER}"`, error);
  const isForbidden = ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
  throw isForbidden ? refusal.with({ hint: 'Run it as root' }) : refusal;
}

function refuseLock(pid: number | undefined): PtxError {
  const who = pid === undefined ? '' : ` by process ${pid}`;
  return new PtxError('HOST_LOCKED', `The host is being changed${who}`, {
    hint: `Wait for it; ${FOLDER} has the lock, which ends with the process`,
  });
}

/** Where a record lies. */
function recordPath(id: string): string {
  return `${RECORDS}/${id}.json`;
}

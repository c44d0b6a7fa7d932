import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { PtxError } from '../../errors.js';
import { writeAtomically } from './atomic-write.js';
import { isAbsent } from './system-error.js';

/** A process, told from a later one with the same number by when it began. */
interface Owner {
  readonly pid: number;
  readonly startTime: string;
}

/** A lock that is held. */
export interface Lock {
  /** Have the lock count for as long as a program runs too, should this process be killed meanwhile. */
  share(pid: number): Promise<void>;
  release(): Promise<void>;
}

/** What to throw where somebody else has a lock; who that is cannot always be told. */
export type RefuseLock = (pid: number | undefined) => PtxError;

/**
 * Take a lock, a file that is there while something is being changed. One whose owners are gone is taken over.
 *
 * @throws PtxError what `refuse` makes
 */
export async function takeLock(path: string, refuse: RefuseLock): Promise<Lock> {
  const self = await describe(process.pid);
  const own = `${path}.${process.pid}`;
  await writeFile(own, format([self]));
  try {
    await linkLock(own, path, refuse);
  } finally {
    await rm(own, { force: true });
  }
  return {
    share: async (pid) => writeAtomically(path, format([self, await describe(pid)]), undefined, { mode: 0o600 }),
    release: () => rm(path, { force: true }),
  };
}

async function linkLock(own: string, path: string, refuse: RefuseLock): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      return await link(own, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const held = await readFile(path, 'utf8').catch(() => '');
    const alive = await findAlive(held);
    if (alive !== undefined) throw refuse(alive.pid);
    await takeAway(path, held);
  }
  throw refuse(undefined);
}

/** Two processes may find the same stale lock: who moves another one than it has read puts it back. */
async function takeAway(path: string, held: string): Promise<void> {
  const moved = `${path}.stale.${process.pid}`;
  try {
    await rename(path, moved);
    if ((await readFile(moved, 'utf8')) !== held) await link(moved, path);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  } finally {
    await rm(moved, { force: true });
  }
}

function format(owners: readonly Owner[]): string {
  return `${JSON.stringify({ owners })}\n`;
}

async function findAlive(held: string): Promise<Owner | undefined> {
  for (const owner of readOwners(held)) if ((await describe(owner.pid)).startTime === owner.startTime) return owner;
  return undefined;
}

/** What is no lock, after a power cut say, has no owners. */
function readOwners(held: string): readonly Owner[] {
  try {
    const { owners } = JSON.parse(held);
    return owners.filter((owner: unknown) => typeof owner === 'object' && owner !== null);
  } catch {
    return [];
  }
}

/** Field 22 of proc_pid_stat(5) is when a process began; the name before it may hold anything. */
async function describe(pid: number): Promise<Owner> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { pid, startTime: fields[0] === 'Z' ? 'gone' : (fields[19] ?? 'gone') };
}

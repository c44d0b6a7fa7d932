import { PtxError } from '../../errors.js';
import type { HostAction, RunCommand, WriteFile, WriteSysfs } from '../action.js';
import { changeStep, type HostRecord } from '../record.js';
import type { HostWork } from './do-action.js';
import { compareFile } from './file-state.js';
import { HostAccess, type HostTarget } from './host-access.js';
import type { OnProgress } from './progress.js';
import { RecordStore } from './record-store.js';
import { requireUnused } from './require-unused.js';
import type { RunProgram } from './run-program.js';
import { reasonOf } from './system-error.js';

/** How a record is taken back. */
export interface RollbackOptions extends HostTarget {
  /** Told of every action before it is undone, and of what programs print. */
  readonly onProgress?: OnProgress | undefined;
  /** Stops between two actions. */
  readonly signal?: AbortSignal | undefined;
}

/** How long a program may take that undoes another one. */
const TIMEOUT_MS = 20 * 60_000;

/**
 * Take back what a record says was done, also where that was interrupted: files get the bytes that they had, the last one
 * first, attributes their values; then programs run again that make something of the files. Nothing is touched where a
 * file was changed since, or by a later record that was not taken back. Done twice, the second time does nothing.
 *
 * @throws PtxError RECORD_INVALID, RECORD_STALE naming what was changed since, ROLLBACK_FAILED, HOST_LOCKED,
 * OPTION_INVALID for what a folder other than `/` cannot take, FILE_UNWRITABLE where it may not write
 */
export async function rollbackRecord(id: string, options: RollbackOptions = {}): Promise<HostRecord> {
  return rollbackWith(id, options);
}

/** @internal The same with something else that runs programs. */
export async function rollbackWith(id: string, options: RollbackOptions, run?: RunProgram): Promise<HostRecord> {
  const access = new HostAccess(options, run);
  const store = new RecordStore(access.writer);
  const lock = await store.lock();
  try {
    const record = await store.read(id);
    if (record.state === 'rolled-back') return record;
    const touched = record.plan.actions.filter((_, index) => wasTouched(record, index));
    access.requireReach(touched);
    const work = { access, store, lock, onProgress: options.onProgress ?? (() => {}) };
    await requireLast(work, record);
    await requireUntouched(work, touched);
    await requireUnused(access, touched);
    return await undoAll(work, { ...record, state: 'rolling-back' }, options.signal);
  } finally {
    await lock.release();
  }
}

/** True for what may have been done, and was not undone yet. */
function wasTouched({ steps }: HostRecord, index: number): boolean {
  return ['started', 'done', 'failed'].includes(steps[index]?.state ?? '');
}

/** The files may be as the record left them all the same: a later one changed them, and another one changed them back. */
async function requireLast({ store }: HostWork, record: HostRecord): Promise<void> {
  const paths = new Set(listTouchedFiles(record));
  // Other records that cannot be read keep this one from nothing.
  const records = await store.list().catch(() => []);
  const later = records.findLast(
    (other) =>
      Date.parse(other.startedAt) > Date.parse(record.startedAt) &&
      listTouchedFiles(other).some((path) => paths.has(path)),
  );
  if (later === undefined) return;
  throw new PtxError('RECORD_STALE', `Files of it were changed again by a later record: ${later.id}`, {
    hint: `"ptx host rollback ${later.id}" comes first`,
  });
}

function listTouchedFiles(record: HostRecord): string[] {
  return record.plan.actions.flatMap((action, index) =>
    action.kind === 'write-file' && wasTouched(record, index) ? [action.path] : [],
  );
}

async function requireUntouched({ access }: HostWork, actions: readonly HostAction[]): Promise<void> {
  const states = await Promise.all(
    actions.map((action) => (action.kind === 'write-file' ? compareFile(access.writer, action) : undefined)),
  );
  const changed = states.flatMap((state) => (state?.is === 'other' ? [state.message] : []));
  if (changed.length === 0) return;
  const hint = 'Give these files back what they had, out of /var/lib/ptx/backups, or roll back what came later first';
  throw new PtxError('RECORD_STALE', `Changed since: ${changed.join(', ')}`, { hint });
}

/** Files and attributes first, the last one first; then programs, in the order of the plan. */
async function undoAll(work: HostWork, begun: HostRecord, signal: AbortSignal | undefined): Promise<HostRecord> {
  const indexes = begun.plan.actions.flatMap((_, index) => (wasTouched(begun, index) ? [index] : []));
  const isProgram = (index: number) => begun.plan.actions[index]?.kind === 'run-command';
  const order = [...indexes.filter((index) => !isProgram(index)).reverse(), ...indexes.filter(isProgram)];
  const hint = 'The same command goes on with it';
  const requireGoing = (when: string) => {
    if (signal?.aborted) throw new PtxError('ROLLBACK_FAILED', `Stopped before ${when}`, { hint });
  };
  requireGoing('anything is undone');
  let record = begun;
  await work.store.save(record);
  for (const index of order) {
    requireGoing(`action ${index + 1} is undone`);
    try {
      await undo(work, record, index);
    } catch (error) {
      throw new PtxError('ROLLBACK_FAILED', `Action ${index + 1} is not undone: ${reasonOf(error)}`, {
        cause: error,
        hint,
      });
    }
    record = changeStep(record, index, { state: 'undone' });
    await work.store.save(record);
  }
  const undone: HostRecord = { ...record, state: 'rolled-back' };
  await work.store.save(undone);
  return undone;
}

async function undo(work: HostWork, record: HostRecord, index: number): Promise<void> {
  const action = record.plan.actions[index] as HostAction;
  const report = () =>
    work.onProgress({ kind: 'action', number: index + 1, of: record.plan.actions.length, action, does: 'undo' });
  if (action.kind === 'write-file') return undoFile(work, record, index, action, report);
  if (action.kind === 'write-sysfs') return undoSysfs(work, action, report);
  if (action.kind === 'run-command') return undoCommand(work, action, report);
}

async function undoFile(
  { access }: HostWork,
  { id, steps }: HostRecord,
  index: number,
  action: WriteFile,
  report: () => void,
): Promise<void> {
  const { path, undo: before } = action;
  const folders = steps[index]?.createdFolders ?? [];
  if ((await access.writer.listMissingFolders(path)).length === 0) await access.writer.removeTemporary(path, id);
  if ((await compareFile(access.writer, action)).is === 'after') {
    report();
    const copyLabel = await access.labeller();
    if (before.kind === 'remove-file') await access.writer.remove(path);
    else
      await access.writer.write(path, {
        content: before.content,
        mode: Number.parseInt(before.mode, 8),
        tag: id,
        ...(copyLabel && { copyLabel }),
      });
  }
  await access.writer.removeEmptyFolders(folders);
}

async function undoSysfs(
  { access }: HostWork,
  { path, value, undo: before }: WriteSysfs,
  report: () => void,
): Promise<void> {
  const current = await access.writer.readAttribute(path);
  // A start of the host may have done it already.
  if (current !== value || value === before.value) return;
  report();
  await access.writer.writeAttribute(path, before.value);
}

async function undoCommand(
  { access, lock, onProgress }: HostWork,
  { undo: program }: RunCommand,
  report: () => void,
): Promise<void> {
  if (program === null) return;
  report();
  const onOutput = (text: string) => onProgress({ kind: 'output', text });
  const { problem } = await access.run(program.argv, {
    timeoutMs: TIMEOUT_MS,
    onOutput,
    onStart: (pid) => lock.share(pid),
  });
  if (problem !== null) throw new Error(problem);
}

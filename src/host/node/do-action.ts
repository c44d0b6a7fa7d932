import { PtxError } from '../../errors.js';
import type { HostAction, RunCommand, WriteFile, WriteSysfs } from '../action.js';
import { changeStep, type HostRecord } from '../record.js';
import { compareFile } from './file-state.js';
import type { HostAccess } from './host-access.js';
import type { Lock } from './lock.js';
import type { OnProgress } from './progress.js';
import type { RecordStore } from './record-store.js';
import { reasonOf } from './system-error.js';

/** What doing and undoing both work with. */
export interface HostWork {
  readonly access: HostAccess;
  readonly store: RecordStore;
  readonly lock: Lock;
  readonly onProgress: OnProgress;
}

/** An action that can be in place without having been done. */
type Done = 'done' | 'skipped';

/**
 * Do one action, and write down what is about to happen before it does and what came of it after.
 *
 * @throws PtxError APPLY_FAILED
 */
export async function doAction(work: HostWork, before: HostRecord, index: number): Promise<HostRecord> {
  const action = before.plan.actions[index] as HostAction;
  if (action.kind === 'manual') return before;
  const createdFolders = action.kind === 'write-file' ? await work.access.writer.listMissingFolders(action.path) : [];
  const known = before.steps[index]?.createdFolders ?? [];
  const started = changeStep(before, index, { state: 'started', createdFolders: [...known, ...createdFolders] });
  await work.store.save(started);
  try {
    const how = await perform(work, started, index, action);
    if (how === 'skipped') report(work, started, index, 'skip');
  } catch (error) {
    const reason = error instanceof PtxError ? error.message : reasonOf(error);
    await work.store.save({ ...changeStep(started, index, { state: 'failed', error: reason }), state: 'failed' });
    const hint = `Once it is mended the same command goes on with it; "ptx host rollback ${before.id}" takes back what was done`;
    throw new PtxError('APPLY_FAILED', `Action ${index + 1} failed: ${reason}`, { cause: error, hint });
  }
  const done = changeStep(started, index, { state: 'done', error: null });
  await work.store.save(done);
  return done;
}

function report({ onProgress }: HostWork, { plan }: HostRecord, index: number, does: 'do' | 'skip'): void {
  onProgress({
    kind: 'action',
    number: index + 1,
    of: plan.actions.length,
    action: plan.actions[index] as HostAction,
    does,
  });
}

async function perform(
  work: HostWork,
  record: HostRecord,
  index: number,
  action: WriteFile | RunCommand | WriteSysfs,
): Promise<Done> {
  switch (action.kind) {
    case 'write-file':
      return writeFile(work, record, index, action);
    case 'run-command':
      return runCommand(work, record, index, action);
    case 'write-sysfs':
      return writeSysfs(work, record, index, action);
  }
}

async function writeFile(work: HostWork, record: HostRecord, index: number, action: WriteFile): Promise<Done> {
  const { writer } = work.access;
  const state = await compareFile(writer, action);
  if (state.is === 'other') throw new Error(state.message);
  if (state.is === 'after') return 'skipped';
  report(work, record, index, 'do');
  await writer.makeFolders(record.steps[index]?.createdFolders ?? []);
  const copyLabel = await work.access.labeller();
  await writer.write(action.path, {
    content: action.content,
    mode: Number.parseInt(action.mode, 8),
    tag: record.id,
    ...(copyLabel && { copyLabel }),
  });
  return 'done';
}

async function runCommand(
  work: HostWork,
  record: HostRecord,
  index: number,
  { argv, timeoutMs }: RunCommand,
): Promise<Done> {
  report(work, record, index, 'do');
  const onOutput = (text: string) => work.onProgress({ kind: 'output', text });
  const { problem, output } = await work.access.run(argv, {
    timeoutMs,
    onOutput,
    onStart: (pid) => work.lock.share(pid),
  });
  if (problem === null) return 'done';
  const last = output.trim().split('\n').at(-1)?.trim() ?? '';
  throw new Error(last === '' ? problem : `${problem}: ${last}`);
}

async function writeSysfs(
  work: HostWork,
  record: HostRecord,
  index: number,
  { path, value, precondition }: WriteSysfs,
): Promise<Done> {
  const { writer } = work.access;
  const current = await writer.readAttribute(path);
  if (current === value) return 'skipped';
  if (current !== precondition.value)
    throw new Error(`"${path}" holds "${current ?? ''}", not "${precondition.value}"`);
  report(work, record, index, 'do');
  await writer.writeAttribute(path, value);
  return 'done';
}

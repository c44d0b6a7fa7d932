import { randomBytes } from 'node:crypto';
import { PtxError } from '../../errors.js';
import type { HostAction } from '../action.js';
import { fingerprintHost } from '../fingerprint.js';
import type { HostSnapshot } from '../model.js';
import type { HostPlan } from '../plan.js';
import { beginRecord, changeStep, type HostRecord, isSamePlan, isUnfinished } from '../record.js';
import { listChangedFacts, takeBack } from '../stale.js';
import { explainUnfinished, type Unfinished } from '../unfinished.js';
import { doAction, type HostWork } from './do-action.js';
import { compareFile } from './file-state.js';
import { HostAccess, type HostTarget } from './host-access.js';
import { inspectHost } from './inspect.js';
import type { OnProgress } from './progress.js';
import { RecordStore } from './record-store.js';
import type { RunProgram } from './run-program.js';

/** How a plan is done. */
export interface ApplyOptions extends HostTarget {
  /** Told of every action before it is done, and of what programs print. */
  readonly onProgress?: OnProgress | undefined;
  /** Stops between two actions. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Do what a plan says to the host that it was made for: every action in order, up to the first that fails. A record is
 * written before each action, so that whatever happens `rollbackRecord` can take it back. A plan that was interrupted is
 * gone on with, and one that was done is not done again. Never restarts the host. Returns the record, null where there is
 * nothing to do.
 *
 * @throws PtxError PLAN_BLOCKED, PLAN_STALE, APPLY_FAILED, APPLY_UNFINISHED where another plan was begun and not ended,
 * HOST_LOCKED, OPTION_INVALID for what a folder other than `/` cannot take, FILE_UNWRITABLE where it may not write
 */
export async function applyPlan(plan: HostPlan, options: ApplyOptions = {}): Promise<HostRecord | null> {
  return applyWith(plan, options);
}

/** @internal The same with something else that runs programs. */
export async function applyWith(plan: HostPlan, options: ApplyOptions, run?: RunProgram): Promise<HostRecord | null> {
  requireDoable(plan);
  const access = new HostAccess(options, run);
  access.requireReach(plan.actions);
  if (plan.actions.length === 0) {
    const snapshot = await inspectHost({ root: access.root });
    // What it finds in place may be in no boot menu yet.
    if (snapshot.unfinished !== null) throw isBegun(snapshot.unfinished);
    requireFresh(plan, snapshot);
    return null;
  }
  const store = new RecordStore(access.writer);
  const lock = await store.lock();
  try {
    const work = { access, store, lock, onProgress: options.onProgress ?? (() => {}) };
    const snapshot = await inspectHost({ root: access.root });
    const records = await store.list();
    const unfinished = findUnfinished(records, plan);
    if (unfinished !== undefined) requireResumable(unfinished, snapshot);
    else if (plan.hostFingerprint !== fingerprintHost(snapshot)) {
      const done = await findDone(work, records, plan);
      if (done !== undefined) return done;
      requireFresh(plan, snapshot);
    }
    if (unfinished === undefined) requireGoing(options.signal, 'Stopped before anything was done');
    const record = unfinished ?? (await begin(work, plan, snapshot, records));
    return await doAll(work, { ...record, state: 'applying' }, options.signal);
  } finally {
    await lock.release();
  }
}

function requireDoable({ verdict, blockers }: HostPlan): void {
  if (verdict !== 'blocked') return;
  const [first] = blockers;
  const place = first?.address ? `${first.address}: ` : '';
  throw new PtxError('PLAN_BLOCKED', `The plan does nothing: ${place}${first?.message ?? 'it is blocked'}`);
}

/** The record of the same plan that was interrupted. */
function findUnfinished(records: readonly HostRecord[], plan: HostPlan): HostRecord | undefined {
  const unfinished = records.find(isUnfinished);
  if (unfinished === undefined) return undefined;
  if (unfinished.state !== 'rolling-back' && isSamePlan(unfinished.plan, plan)) return unfinished;
  throw isBegun(unfinished);
}

function isBegun(unfinished: Unfinished): PtxError {
  const { message, next } = explainUnfinished(unfinished);
  return new PtxError('APPLY_UNFINISHED', message, { hint: next });
}

/** The record of the same plan that was done, where all its files and attributes still are as it made them. */
async function findDone(
  { access }: HostWork,
  records: readonly HostRecord[],
  plan: HostPlan,
): Promise<HostRecord | undefined> {
  const last = records.findLast((record) => record.state === 'applied' && isSamePlan(record.plan, plan));
  if (last === undefined) return undefined;
  const inPlace = await Promise.all(plan.actions.map((action) => isInPlace(access, action, plan)));
  return inPlace.every(Boolean) ? last : undefined;
}

/** Of several writes to an attribute the last one counts. */
async function isInPlace({ writer }: HostAccess, action: HostAction, { actions }: HostPlan): Promise<boolean> {
  if (action.kind === 'write-file') return (await compareFile(writer, action)).is === 'after';
  if (action.kind !== 'write-sysfs') return true;
  const { path } = action;
  const last = actions.findLast((other) => other.kind === 'write-sysfs' && other.path === path);
  return last !== action || (await writer.readAttribute(path)) === action.value;
}

function requireFresh(plan: HostPlan, snapshot: HostSnapshot): void {
  if (plan.hostFingerprint === fingerprintHost(snapshot)) return;
  throw isStale(listChangedFacts(plan, snapshot));
}

/** What was done already may differ, and so may files that programs of the plan write. */
function requireResumable({ id, plan, steps }: HostRecord, snapshot: HostSnapshot): void {
  const hasRun = plan.actions.some(({ kind }, index) => kind === 'run-command' && steps[index]?.state !== 'pending');
  const changed = listChangedFacts(plan, takeBack(snapshot, plan.actions));
  const counting = changed.filter((name) => !hasRun || !name.startsWith('file '));
  if (counting.length === 0) return;
  // A new plan would be refused for as long as this one is begun.
  throw isStale(counting, `"ptx host rollback ${id}" takes back what was begun; then make a new plan`);
}

const MAKE_ANEW = 'Make a new plan, as root: what others may not read is part of it';

function isStale(changed: readonly string[], hint = MAKE_ANEW): PtxError {
  const what = changed.length === 0 ? 'what the plan was made from' : changed.join(', ');
  return new PtxError('PLAN_STALE', `The host is another one than the plan was made for: ${what}`, { hint });
}

/** Check all that can be checked, keep what will be replaced, and only then leave a record. */
async function begin(
  work: HostWork,
  plan: HostPlan,
  { environment }: HostSnapshot,
  records: readonly HostRecord[],
): Promise<HostRecord> {
  const { access, store } = work;
  for (const action of plan.actions) {
    if (action.kind !== 'run-command') continue;
    if (environment.commands.some(({ name }) => name === action.precondition.name)) continue;
    throw isStale([`there is no program "${action.precondition.name}"`]);
  }
  const now = new Date(Math.max(Date.now(), earliestStart(records))).toISOString();
  const id = `${now.replace(/[-:]|\.\d+/g, '')}-${randomBytes(3).toString('hex')}`;
  const record = beginRecord(plan, id, now);
  try {
    const backedUp = await backUp(access, store, record);
    await store.save(backedUp);
    return backedUp;
  } catch (error) {
    await store.dropBackups(record).catch(() => {});
    throw error;
  }
}

/** Keep the bytes of the files that will be replaced, where they are what the plan says. */
async function backUp({ writer }: HostAccess, store: RecordStore, begun: HostRecord): Promise<HostRecord> {
  let record = begun;
  for (const [index, action] of begun.plan.actions.entries()) {
    if (action.kind !== 'write-file') continue;
    const state = await compareFile(writer, action);
    if (state.is !== 'before') throw isStale([state.is === 'other' ? state.message : `file ${action.path}`]);
    const found = await writer.read(action.path);
    if (found === undefined) continue;
    record = changeStep(record, index, { backup: await store.backUp(record, index, found.bytes) });
  }
  return record;
}

/** Records are undone in the opposite order of their times, which must not depend on a clock that was set back. */
function earliestStart(records: readonly HostRecord[]): number {
  const last = records.at(-1);
  return last === undefined ? 0 : Date.parse(last.startedAt) + 1;
}

function requireGoing(signal: AbortSignal | undefined, message: string, hint?: string): void {
  if (signal?.aborted) throw new PtxError('APPLY_FAILED', message, { hint });
}

async function doAll(work: HostWork, begun: HostRecord, signal: AbortSignal | undefined): Promise<HostRecord> {
  let record = begun;
  for (const [index, step] of begun.steps.entries()) {
    if (step.state === 'done' || step.state === 'left') continue;
    const hint = `The same command goes on with it; "ptx host rollback ${record.id}" takes back what was done`;
    requireGoing(signal, `Stopped before action ${index + 1}`, hint);
    record = await doAction(work, record, index);
  }
  const applied: HostRecord = { ...record, state: 'applied' };
  await work.store.save(applied);
  return applied;
}

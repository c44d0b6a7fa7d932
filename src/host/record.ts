import { z } from 'zod/mini';
import { readCheckedFile } from '../checked-file.js';
import { PtxError } from '../errors.js';
import { type HostPlan, hostPlanSchema } from './plan.js';
import type { Unfinished } from './unfinished.js';

/** The version of the shape; it grows when a field is taken away or changes its meaning, not when one is added. */
export const RECORD_SCHEMA_VERSION = 1;

/** How far an action is; "started" is written before it is done, so whoever finds it cannot tell how far it came. */
const stepSchema = z.object({
  state: z
    .enum(['pending', 'started', 'done', 'failed', 'undone', 'left'])
    .check(z.describe('left: to be done by hand')),
  createdFolders: z
    .array(z.string())
    .check(z.describe('Folders that the file needed and that were not there, outermost first')),
  backup: z.nullable(z.string()).check(z.describe('Where the bytes of the file that was there lie')),
  error: z.nullable(z.string()),
});

/**
 * What was done to a host, and how it is undone. The plan in it is complete, so a record is all that a rollback needs;
 * backups are for people without ptx.
 */
export const hostRecordSchema = z.object({
  schemaVersion: z.literal(RECORD_SCHEMA_VERSION),
  id: z.string().check(z.regex(/^[0-9A-Za-z-]{1,64}$/)),
  startedAt: z.iso.datetime(),
  state: z.enum(['applying', 'applied', 'failed', 'rolling-back', 'rolled-back']),
  plan: hostPlanSchema,
  steps: z.array(stepSchema).check(z.describe('One for each action of the plan')),
});

/** What was done to a host, and how it is undone. */
export type HostRecord = z.infer<typeof hostRecordSchema>;

/** How far one action is. */
export type RecordStep = HostRecord['steps'][number];

/** Begin a record: nothing is done yet. */
export function beginRecord(plan: HostPlan, id: string, startedAt: string): HostRecord {
  const steps = plan.actions.map(
    ({ kind }): RecordStep => ({
      state: kind === 'manual' ? 'left' : 'pending',
      createdFolders: [],
      backup: null,
      error: null,
    }),
  );
  return { schemaVersion: RECORD_SCHEMA_VERSION, id, startedAt, state: 'applying', plan, steps };
}

/** A record with one of its steps changed. */
export function changeStep(record: HostRecord, index: number, change: Partial<RecordStep>): HostRecord {
  return { ...record, steps: record.steps.map((step, at) => (at === index ? { ...step, ...change } : step)) };
}

/** True for what was begun and neither ended nor taken back. */
export function isUnfinished(record: HostRecord): record is HostRecord & Unfinished {
  return record.state !== 'applied' && record.state !== 'rolled-back';
}

/** True where two plans say the same. */
export function isSamePlan(a: HostPlan, b: HostPlan): boolean {
  return JSON.stringify(hostPlanSchema.parse(a)) === JSON.stringify(hostPlanSchema.parse(b));
}

/**
 * Read a record.
 *
 * @throws PtxError RECORD_INVALID
 */
export function parseHostRecord(text: string): HostRecord {
  const record = readCheckedFile(text, {
    schema: hostRecordSchema,
    syntax: 'json',
    code: 'RECORD_INVALID',
    lead: 'No record: ',
  });
  if (record.steps.length === record.plan.actions.length) return record;
  throw new PtxError('RECORD_INVALID', 'No record: it has not one step for each action');
}

import { z } from 'zod/mini';

const reason = z.string().check(z.describe('Why, one sentence'));
const path = z.string().check(z.regex(/^\/[\x21-\x7e]+$/, 'Expected an absolute path of printable ASCII'));
const mode = z.string().check(z.regex(/^[0-7]{4}$/));
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const argv = z
  .array(z.string().check(z.minLength(1)))
  .check(z.minLength(1), z.describe('Program and arguments; no shell reads them'));

/** Write a file as a whole. Bytes of it that the plan does not change are those of the file that was there. */
export const writeFileSchema = z.object({
  kind: z.literal('write-file'),
  path,
  content: z.string().check(z.describe('The whole file, as it will be; UTF-8')),
  mode: mode.check(z.describe('0644; that of the file that was there')),
  lines: z.array(z.object({ text: z.string(), reason })).check(z.describe('What is new in it, and why')),
  reason,
  precondition: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('absent') }),
      z.object({ kind: z.literal('unchanged'), sha256: sha256.check(z.describe('Of the file that was there')) }),
    ])
    .check(z.describe('What has to hold, or the plan is stale')),
  undo: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('remove-file'), path }),
    z.object({ kind: z.literal('write-file'), path, content: z.string(), mode }),
  ]),
});

/** Run a program of the host, as root. */
export const runCommandSchema = z.object({
  kind: z.literal('run-command'),
  argv,
  expectedExit: z.literal(0),
  timeoutMs: z.int().check(z.positive()),
  reason,
  precondition: z
    .object({ kind: z.literal('command'), name: z.string() })
    .check(z.describe('A program that the host has')),
  undo: z
    .nullable(z.object({ kind: z.literal('run-command'), argv }))
    .check(z.describe('To run after all files are as they were; null where nothing is left of it')),
});

/** Write an attribute of sysfs: it counts at once, and until the next start of the host. */
export const writeSysfsSchema = z.object({
  kind: z.literal('write-sysfs'),
  path,
  value: z.string(),
  reason,
  precondition: z.object({ kind: z.literal('value'), value: z.string() }).check(z.describe('What the attribute holds')),
  undo: z.object({ kind: z.literal('write-sysfs'), path, value: z.string() }),
});

/** What ptx does not do by itself, because it cannot tell well enough how, or must not. */
export const manualStepSchema = z.object({
  kind: z.literal('manual'),
  title: z.string().check(z.describe('What to do, one sentence')),
  lines: z.array(z.string()).check(z.describe('What to write, or to run, as it stands')),
  kernelArguments: z.array(z.string()).check(z.describe('Those that the kernel has once it is done')),
  reason,
  precondition: z.null(),
  undo: z.null(),
});

/**
 * One thing to do to a host, as data: exact bytes or exact arguments, and how it is undone. They are done in order, up to
 * the first that fails. To undo them, files and attributes go back first, the last one first; then the commands of `undo`
 * run in the order of the plan.
 */
export const hostActionSchema = z.discriminatedUnion('kind', [
  writeFileSchema,
  runCommandSchema,
  writeSysfsSchema,
  manualStepSchema,
]);

/** One thing to do to a host. */
export type HostAction = z.infer<typeof hostActionSchema>;

/** A file to write. */
export type WriteFile = z.infer<typeof writeFileSchema>;

/** A program to run. */
export type RunCommand = z.infer<typeof runCommandSchema>;

/** An attribute of sysfs to write. */
export type WriteSysfs = z.infer<typeof writeSysfsSchema>;

/** A step for the reader of the plan. */
export type ManualStep = z.infer<typeof manualStepSchema>;

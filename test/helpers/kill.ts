import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'vite';
import type { HostPlan } from '../../src/host/plan.js';
import { type HostRecord, parseHostRecord } from '../../src/host/record.js';
import { madeBy } from './making-programs.js';
import { readTree } from './tree-state.js';

/** Make one file of a program of this folder and of ptx, which starts faster than many. */
export async function bundleChild(name: string, folder: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: { ssr: `test/helpers/${name}.ts`, outDir: folder, emptyOutDir: false, target: 'node20', minify: false },
  });
  return join(folder, `${name}.js`);
}

/** How a process that was to be killed ended, and the points that it passed. */
export interface KillRun {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  readonly points: readonly string[];
}

/** Run `kill-child`. */
export function runKillChild(program: string, args: readonly string[]): KillRun {
  const { status, signal, stderr, stdout } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  return { status, signal, stderr, points: stdout.split('\n').slice(0, -1).map(withoutNumbers) };
}

/** Ids of records and processes differ from run to run. */
function withoutNumbers(text: string): string {
  return text
    .replaceAll(/\d{8}T\d{6}Z-[0-9a-f]{6}/g, 'ID')
    .replaceAll(/(?<=\/lock\.)\d+|(?<=\.lock\.)[0-9a-f]{12}/g, 'N');
}

/** Use a copy of a tree, and take it away. */
export async function withCopy(tree: string, use: (root: string) => Promise<void>): Promise<void> {
  const copy = `${tree}.copy`;
  execFileSync('cp', ['-a', tree, copy]);
  try {
    await use(copy);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** The record that a host has, undefined where it has none. */
export function readRecord(root: string): HostRecord | undefined {
  const folder = join(root, 'var/lib/ptx/records');
  if (!existsSync(folder)) return undefined;
  const [name] = readdirSync(folder).filter((entry) => !entry.startsWith('.'));
  return name === undefined ? undefined : parseHostRecord(readFileSync(join(folder, name), 'utf8'));
}

/** Say what a kill left: `applying: 1 done, 2 started`. */
export function describeRecord(root: string): string {
  const record = readRecord(root);
  if (record === undefined) return 'none';
  const steps = record.steps.flatMap(({ state }, index) => (state === 'pending' ? [] : [`${index + 1} ${state}`]));
  return [record.state, ...(steps.length > 0 ? [steps.join(', ')] : [])].join(': ');
}

/** Say what a kill left of the files of a plan: which are as they shall be, what lies beside, and what is half made. */
export function describeFiles(root: string, { actions }: HostPlan, after: Readonly<Record<string, string>>): string {
  const now = readTree(root);
  const inPlace = actions.flatMap((action, index) =>
    action.kind === 'write-file' && now[action.path.slice(1)] === after[action.path.slice(1)] ? [index + 1] : [],
  );
  const values = actions.flatMap((action) =>
    action.kind === 'write-sysfs'
      ? [`${basename(action.path)} ${readFileSync(join(root, action.path), 'utf8').trim()}`]
      : [],
  );
  const programs = actions.flatMap((action) => (action.kind === 'run-command' ? [action.argv[0] ?? ''] : []));
  const made = programs.map((program) => [program, readFileSync(madeBy(root, program), 'utf8')] as const);
  const isMade = ([program, text]: readonly [string, string]) =>
    after[`boot/made-by-${program}`]?.endsWith(Buffer.from(text).toString('base64'));
  const parts = {
    written: inPlace,
    made: made.filter(isMade).map(([program]) => program),
    half: made.filter(([, text]) => text === 'half').map(([program]) => program),
    beside: Object.keys(now)
      .filter(isTemporary)
      .map((path) => withoutNumbers(basename(path))),
  };
  const words = Object.entries(parts).flatMap(([name, list]) =>
    list.length > 0 ? [`${name} ${list.join(', ')}`] : [],
  );
  return [...words, ...new Set(values)].join('; ') || 'as before';
}

/** True for a file that a write had not yet put in its place. */
export function isTemporary(path: string): boolean {
  return /^\..*\.tmp$/.test(basename(path));
}

/** List what is neither as it was nor as it shall be. Programs are killed where they are, and attributes go step by step. */
export function listOdd(
  root: string,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  const now = readTree(root);
  const paths = [...new Set([...Object.keys(now), ...Object.keys(before)])];
  return paths.filter(
    (path) =>
      !isTemporary(path) &&
      !path.startsWith('boot/made-by-') &&
      basename(path) !== 'sriov_numvfs' &&
      now[path] !== before[path] &&
      now[path] !== after[path],
  );
}

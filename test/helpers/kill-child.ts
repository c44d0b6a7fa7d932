/**
 * A process that does a plan to the host in a folder, or takes a record back, and kills itself with SIGKILL at one of its
 * changes of a file. `bundleChild` makes one file of it and of ptx.
 *
 * Usage: node kill-child.js ROOT PLAN apply|rollback ID|- KILL_AT
 *
 * Every call of the system that changes something is a point: it is killed before the call, and where bytes are written
 * after half of them. KILL_AT is the number of the point, 0 for none. Prints the points that were passed, one a line.
 */
import { readFileSync, writeSync } from 'node:fs';
import fs, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { applyWith } from '../../src/host/node/apply-plan.js';
import { rollbackWith } from '../../src/host/node/rollback-record.js';
import { makingPrograms } from './making-programs.js';

type Call = (...args: unknown[]) => Promise<unknown>;

const [root = '', planFile = '', verb, id = '', killAt] = process.argv.slice(2);
let passed = 0;

/** Note a point, and be killed where it is the one; `last` is done before. */
async function pass(label: string, last: () => Promise<unknown> = async () => {}): Promise<void> {
  passed += 1;
  writeSync(1, `${label.replaceAll(root, '')}\n`);
  if (passed !== Number(killAt)) return;
  await last();
  process.kill(process.pid, 'SIGKILL');
}

/** Make a point of a call. */
function watch(owner: object, name: string, label: (args: readonly unknown[]) => string | undefined): void {
  const calls = owner as Record<string, Call>;
  const call = (calls[name] as Call).bind(owner);
  calls[name] = async (...args) => {
    const text = label(args);
    if (text !== undefined) await pass(text);
    return call(...args);
  };
}

function watchHandle(handle: FileHandle, path: string): void {
  for (const name of ['chown', 'chmod', 'sync']) watch(handle, name, () => `${name} ${path}`);
  // Attributes of sysfs are written so: in one piece, of which there is no half.
  watch(handle, 'write', () => `write ${path}`);
  const write = handle.writeFile.bind(handle);
  handle.writeFile = async (content) => {
    const bytes = Buffer.from(content as Uint8Array);
    await pass(`write ${path}`, () => write(bytes.subarray(0, bytes.length >> 1)));
    return write(bytes);
  };
}

const isPath = (arg: unknown): arg is string => typeof arg === 'string';
for (const name of ['mkdir', 'rename', 'rm', 'rmdir', 'link']) {
  watch(fs, name, (args) => [name, ...args.slice(0, 2).filter(isPath)].join(' '));
}
watch(fs, 'writeFile', ([path]) => `write ${path}`);
const { open } = fs;
fs.open = async (path, flags, mode) => {
  // Files that are only read are opened by number.
  if (typeof flags !== 'string' || flags === 'r') return open(path, flags, mode);
  // What is only opened to be written to is as it was.
  if (flags !== 'r+') await pass(`open ${path}`);
  const handle = await open(path, flags, mode);
  watchHandle(handle, String(path));
  return handle;
};
syncBuiltinESMExports();

const options = { root, chroot: true };
const run = makingPrograms(root, pass);
if (verb === 'apply') await applyWith(JSON.parse(readFileSync(planFile, 'utf8')), options, run);
else await rollbackWith(id, options, run);

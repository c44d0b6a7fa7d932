import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { bundleChild } from '../helpers/kill.js';

let folder: string;
let program: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ptx-terminal-'));
  program = await bundleChild('stoppable-child', folder);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** What a shell does: it hands on that its terminal was closed. Then it notes how the program ended. */
const SHELL = `trap 'kill -HUP $pid' HUP; "$NODE" "$PROGRAM" "$NOTES" & pid=$!; wait $pid; wait $pid; echo $? >>"$NOTES"`;

const reader = (notes: string) => () => (existsSync(notes) ? readFileSync(notes, 'utf8').split('\n').slice(0, -1) : []);
const PATIENCE = { timeout: 20_000, interval: 20 };

it('what was begun is done to its end where the terminal is closed, and the exit code is that of ptx', async () => {
  const notes = join(folder, 'terminal');
  const read = reader(notes);
  const env = { ...process.env, NODE: process.execPath, PROGRAM: program, NOTES: notes, SHELL: '/bin/sh' };
  const terminal = spawn('script', ['-qc', SHELL, '/dev/null'], { env, stdio: 'ignore' });
  await vi.waitFor(() => expect(read()).toEqual(['begun']), PATIENCE);
  terminal.kill('SIGKILL');
  await vi.waitFor(() => expect(read()).toHaveLength(4), PATIENCE);
  expect(read()).toEqual(['begun', 'half', 'done', '3']);
});

it('and where nobody reads any more what it prints', async () => {
  const notes = join(folder, 'pipe');
  const read = reader(notes);
  const child = spawn(process.execPath, [program, notes], { stdio: ['ignore', 'pipe', 'pipe'] });
  await vi.waitFor(() => expect(read()).toEqual(['begun']), PATIENCE);
  child.stdout.destroy();
  child.stderr.destroy();
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([3, null]);
  expect(read()).toEqual(['begun', 'half', 'done']);
});

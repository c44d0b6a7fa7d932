import { spawn } from 'node:child_process';
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

it('what was begun is done to its end where the terminal is closed, and the exit code is that of ptx', async () => {
  const notes = join(folder, 'notes');
  const read = () => (existsSync(notes) ? readFileSync(notes, 'utf8').split('\n').slice(0, -1) : []);
  const env = { ...process.env, NODE: process.execPath, PROGRAM: program, NOTES: notes, SHELL: '/bin/sh' };
  const terminal = spawn('script', ['-qc', SHELL, '/dev/null'], { env, stdio: 'ignore' });
  await vi.waitFor(() => expect(read()).toEqual(['begun']), { timeout: 20_000, interval: 20 });
  terminal.kill('SIGKILL');
  await vi.waitFor(() => expect(read()).toHaveLength(4), { timeout: 20_000, interval: 20 });
  expect(read()).toEqual(['begun', 'half', 'done', '3']);
});

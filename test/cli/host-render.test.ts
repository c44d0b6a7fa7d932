import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { GOLDEN_ROOT } from '../helpers/golden.js';
import { runPtx } from './memory-io.js';

const folder = join(GOLDEN_ROOT, 'host/plan/debian12-grub-gpu');
const plan = readFileSync(join(folder, 'expected.json'), 'utf8');
const script = readFileSync(join(GOLDEN_ROOT, 'host/render/shell/debian12-grub-gpu/expected.sh'), 'utf8');

it('writes a plan from a file in another format', async () => {
  const run = await runPtx(['host', 'render', 'plan.json', '--format', 'shell'], { files: { 'plan.json': plan } });
  expect(run).toMatchObject({ code: 0, stdout: script, stderr: '' });
});

it('writes a plan from standard input for people', async () => {
  const run = await runPtx(['host', 'render', '-'], { stdin: plan });
  const stdout = readFileSync(join(folder, 'expected.txt'), 'utf8');
  expect(run).toMatchObject({ code: 0, stdout, stderr: '' });
});

it('says why of a blocked plan there is no script', async () => {
  const blockers = [{ code: 'boot-vga', address: '0000:01:00.0', message: 'The only display', isFinal: false }];
  const blocked = JSON.stringify({ ...JSON.parse(plan), verdict: 'blocked', blockers, actions: [] });
  const run = await runPtx(['host', 'render', '-', '--format', 'ansible'], { stdin: blocked });
  expect(run).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('0000:01:00.0: The only display') });
});

it.each([
  [['host', 'render'], 2, 'ptx: USAGE: Expected one PLAN'],
  [['host', 'render', '-', '-'], 2, 'ptx: USAGE: Expected one PLAN'],
  [['host', 'render', '-', '--format', 'shel'], 2, 'Did you mean "shell"?'],
  [
    ['host', 'render', '-', '--format', 'shell'],
    3,
    'ptx: <stdin>:1:1: FILE_MALFORMED: No host plan: "schemaVersion": Expected 1',
  ],
])('refuses %j', async (argv, code, message) => {
  const run = await runPtx(argv, { stdin: '{}' });
  expect(run).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
});

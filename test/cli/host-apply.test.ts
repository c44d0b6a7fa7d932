import { describe, expect, it } from 'vitest';
import { withPlan } from '../helpers/apply-host.js';
import { readTree } from '../helpers/tree-state.js';
import { runPtx } from './memory-io.js';

describe('ptx host apply and rollback', () => {
  it('do a plan that writes files, tell of each on stderr, and take it back', async () => {
    await withPlan(async (root, whole) => {
      const plan = { ...whole, actions: whole.actions.filter(({ kind }) => kind === 'write-file') };
      const files = { 'plan.json': JSON.stringify(plan) };
      const before = readTree(root);
      const applied = await runPtx(['host', 'apply', 'plan.json', '--root', root], { files });
      expect(applied.code).toBe(0);
      const { length } = plan.actions;
      expect(applied.stderr.split('\n').filter(Boolean)).toHaveLength(length);
      expect(applied.stderr).toMatch(/^\[1\/[0-9]+\] Create \/etc\//);
      expect(applied.stdout).toContain(`Applied: ${length} of ${length} actions\n`);
      expect(applied.stdout).toContain(`\nThen: ptx host verify --device ${plan.request.devices[0]} --root ${root}\n`);
      const [, id = ''] = /"ptx host rollback (\S+) --root \S+"/.exec(applied.stdout) ?? [];
      const again = await runPtx(['host', 'apply', '-', '--root', root, '--format', 'json'], {
        stdin: files['plan.json'],
      });
      expect({ code: again.code, stderr: again.stderr, id: JSON.parse(again.stdout).record.id }).toEqual({
        code: 0,
        stderr: '',
        id,
      });
      const back = await runPtx(['host', 'rollback', `/var/lib/ptx/records/${id}.json`, '--root', root]);
      expect(back).toMatchObject({ code: 0, stdout: expect.stringContaining(`Rolled back: ${id}`) });
      expect(readTree(root)).toEqual(before);
    });
  });

  it('refuse with nothing on stdout', async () => {
    await withPlan(async (root, plan) => {
      const refused = await runPtx(['host', 'apply', 'plan.json', '--root', root], {
        files: { 'plan.json': JSON.stringify(plan) },
      });
      expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('OPTION_INVALID') });
      const malformed = await runPtx(['host', 'apply', 'plan.json', '--root', root], { files: { 'plan.json': '{}' } });
      expect(malformed).toMatchObject({
        code: 3,
        stdout: '',
        stderr: expect.stringContaining('plan.json:1:1: FILE_MALFORMED'),
      });
      const alone = await runPtx(['host', 'apply', 'plan.json', '--chroot'], { files: { 'plan.json': '{}' } });
      expect(alone).toMatchObject({ code: 2, stderr: expect.stringContaining('Expected --root DIR beside --chroot') });
      const unknown = await runPtx(['host', 'rollback', 'nope', '--root', root]);
      expect(unknown).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('RECORD_INVALID') });
    });
  });

  it.each([
    ['host', 'apply'],
    ['host', 'rollback'],
    ['host', 'verify'],
    ['host', 'bind'],
    ['host', 'unbind'],
    ['rom', 'dump'],
  ])('%s %s --help fits 80 columns and has an example', async (...words) => {
    const { code, stdout } = await runPtx([...words, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain(`  ptx ${words.join(' ')} `);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

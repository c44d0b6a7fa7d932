import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PtxError } from '../../src/errors.js';
import { applyPlan, applyWith } from '../../src/host/node/apply-plan.js';
import { HostWriter } from '../../src/host/node/host-writer.js';
import { inspectHost } from '../../src/host/node/inspect.js';
import type { Lock } from '../../src/host/node/lock.js';
import { RecordStore } from '../../src/host/node/record-store.js';
import { rollbackRecord, rollbackWith } from '../../src/host/node/rollback-record.js';
import { parseHostPlan } from '../../src/host/plan-file.js';
import { planHost } from '../../src/host/plan-host.js';
import { type HostRecord, parseHostRecord } from '../../src/host/record.js';
import { renderPlan } from '../../src/host/render/registry.js';
import { verifyDevices } from '../../src/host/verify.js';
import { fakePrograms, withPlan } from '../helpers/apply-host.js';
import { readTree } from '../helpers/tree-state.js';

const refusal = async (action: Promise<unknown>): Promise<PtxError> => {
  const error = await action.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(PtxError);
  return error as PtxError;
};
const chroot = (root: string) => ({ root, chroot: true });
const apply = async (root: string, plan: Parameters<typeof applyPlan>[0], ends = {}) => {
  const { run, calls } = fakePrograms(ends);
  return { record: (await applyWith(plan, chroot(root), run)) as HostRecord, calls };
};

describe('apply', () => {
  it('does every action in order, after which a new plan is empty, and rolls back to the same bytes', async () => {
    await withPlan(async (root, plan) => {
      const before = readTree(root);
      const { record, calls } = await apply(root, plan);
      expect(record.state).toBe('applied');
      expect(record.steps.map(({ state }) => state)).toEqual(plan.actions.map(() => 'done'));
      const programs = plan.actions.flatMap((action) => (action.kind === 'run-command' ? [action.argv.join(' ')] : []));
      expect(calls).toEqual(programs);
      for (const action of plan.actions) {
        if (action.kind !== 'write-file') continue;
        expect(readFileSync(join(root, action.path), 'utf8')).toBe(action.content);
        expect(statSync(join(root, action.path)).mode & 0o7777).toBe(Number.parseInt(action.mode, 8));
      }
      expect(planHost(await inspectHost({ root }), plan.request).actions).toEqual([]);
      const back = fakePrograms();
      const undone = await rollbackWith(record.id, chroot(root), back.run);
      expect(undone.state).toBe('rolled-back');
      expect(back.calls).toEqual(programs);
      expect(readTree(root)).toEqual(before);
    });
  });

  it('does nothing the second time, either way', async () => {
    await withPlan(async (root, plan) => {
      const { record } = await apply(root, plan);
      const after = readTree(root);
      const second = await apply(root, plan);
      expect({ id: second.record.id, calls: second.calls }).toEqual({ id: record.id, calls: [] });
      expect(readTree(root)).toEqual(after);
      await rollbackWith(record.id, chroot(root), fakePrograms().run);
      const back = fakePrograms();
      await rollbackWith(record.id, chroot(root), back.run);
      expect(back.calls).toEqual([]);
      // What was rolled back may be done again, under a record of its own.
      const third = await apply(root, plan);
      expect(third.record.id).not.toBe(record.id);
      expect(readTree(root)).toEqual(after);
    });
  });

  it('runs programs in the folder that was named from another one than they are run in', async () => {
    await withPlan(async (root, plan) => {
      const folders = new Set<string | undefined>();
      const record = await applyWith(plan, chroot(relative('', root)), async (_, options) => {
        folders.add(options.chroot);
        return { problem: null, output: '' };
      });
      expect([record?.state, ...folders]).toEqual(['applied', root]);
    });
  });

  it('leaves a file that is no text as it is, and its lines to the reader', async () => {
    await withPlan(async (root, { request }) => {
      const path = '/etc/modprobe.d/ptx-vfio.conf';
      const bytes = Buffer.from('# caf\xe9\n', 'latin1');
      mkdirSync(join(root, 'etc/modprobe.d'), { recursive: true });
      writeFileSync(join(root, path), bytes);
      const plan = planHost(await inspectHost({ root }), request);
      const left = plan.actions.find((action) => action.kind === 'manual');
      expect(left).toMatchObject({
        title: `Add these lines to ${path}`,
        lines: expect.arrayContaining([expect.any(String)]),
      });
      const { record } = await apply(root, plan);
      expect(record.state).toBe('applied');
      expect(readFileSync(join(root, path))).toEqual(bytes);
    });
  });

  it('tells of every action before it is done', async () => {
    await withPlan(async (root, plan) => {
      const told: string[] = [];
      const { run } = fakePrograms();
      await applyWith(
        plan,
        {
          ...chroot(root),
          onProgress: (progress) => {
            if (progress.kind !== 'action') return;
            told.push(`${progress.number}/${progress.of} ${progress.does} ${progress.action.kind}`);
            if (progress.action.kind === 'write-file' && progress.action.undo.kind === 'remove-file') {
              expect(existsSync(join(root, progress.action.path))).toBe(false);
            }
          },
        },
        run,
      );
      const { length } = plan.actions;
      expect(told).toEqual(plan.actions.map(({ kind }, index) => `${index + 1}/${length} do ${kind}`));
    });
  });

  it('keeps owner and mode, follows a link inside of the host, and leaves nothing beside', async () => {
    await withPlan(async (root, first) => {
      const changed = first.actions.find(
        (action) => action.kind === 'write-file' && action.precondition.kind === 'unchanged',
      );
      if (changed?.kind !== 'write-file') throw new Error('no file changes');
      const place = join(root, changed.path);
      renameSync(place, `${place}.real`);
      symlinkSync(`${changed.path}.real`, place);
      chmodSync(`${place}.real`, 0o640);
      const isRoot = process.geteuid?.() === 0;
      if (isRoot) chownSync(`${place}.real`, 1234, 4321);
      const plan = planHost(await inspectHost({ root }), first.request);
      const names = readdirSync(join(place, '..'));
      await apply(root, plan);
      expect(lstatSync(place).isSymbolicLink()).toBe(true);
      expect(readFileSync(`${place}.real`, 'utf8')).toBe(changed.content);
      const facts = statSync(`${place}.real`);
      expect(facts.mode & 0o7777).toBe(0o640);
      if (isRoot) expect([facts.uid, facts.gid]).toEqual([1234, 4321]);
      expect(readdirSync(join(place, '..')).filter((name) => name.startsWith('.'))).toEqual([]);
      expect(readdirSync(join(place, '..'))).toEqual(expect.arrayContaining(names));
    });
  });

  it('writes a record that is complete, and backups that are the same bytes', async () => {
    await withPlan(async (root, plan) => {
      const { record } = await apply(root, plan);
      const path = join(root, `var/lib/ptx/records/${record.id}.json`);
      expect(parseHostRecord(readFileSync(path, 'utf8'))).toEqual(record);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(statSync(join(root, 'var/lib/ptx')).mode & 0o777).toBe(0o700);
      let backups = 0;
      for (const [index, action] of plan.actions.entries()) {
        if (action.kind !== 'write-file' || action.undo.kind !== 'write-file') continue;
        backups += 1;
        expect(readFileSync(join(root, record.steps[index]?.backup ?? ''), 'utf8')).toBe(action.undo.content);
      }
      expect(backups).toBeGreaterThan(0);
      expect(existsSync(join(root, 'var/lib/ptx/lock'))).toBe(false);
    });
  });
});

async function takeAsSoonAsFree(store: RecordStore): Promise<Lock> {
  for (;;) {
    try {
      return await store.lock();
    } catch (error) {
      if ((error as PtxError).code !== 'HOST_LOCKED') throw error;
    }
  }
}

describe('a plan that is refused', () => {
  it.each([
    [
      'a file',
      'file /etc/modprobe.d/other.conf',
      (root: string) => writeFileSync(join(root, 'etc/modprobe.d/other.conf'), 'blacklist x\n'),
    ],
    ['the command line', 'command line', (root: string) => writeFileSync(join(root, 'proc/cmdline'), 'quiet\n')],
    [
      'the kernel',
      'kernel',
      (root: string) => writeFileSync(join(root, 'proc/sys/kernel/osrelease'), '6.1.0-13-amd64\n'),
    ],
  ])('is stale where %s is another one, and names it', async (_, named, change) => {
    await withPlan(async (root, plan) => {
      mkdirSync(join(root, 'etc/modprobe.d'), { recursive: true });
      change(root);
      const before = readTree(root);
      const error = await refusal(apply(root, plan));
      expect(error.code).toBe('PLAN_STALE');
      expect(error.message).toContain(named);
      expect(readTree(root)).toEqual(before);
      expect(existsSync(join(root, 'var/lib/ptx'))).toBe(false);
    });
  });

  it('leaves nothing either where that shows once bytes were kept, and not what was there before', async () => {
    await withPlan(async (root, plan) => {
      // Of the plan backwards the last file is one that was not there, and now shall have been.
      const first = plan.actions.findIndex(({ kind }) => kind === 'write-file');
      const actions = plan.actions.map((action, index) =>
        action.kind === 'write-file' && index === first
          ? { ...action, undo: { kind: 'write-file', path: action.path, content: 'other', mode: '0644' } as const }
          : action,
      );
      const broken = { ...plan, actions: actions.toReversed() };
      expect((await refusal(apply(root, broken))).code).toBe('PLAN_STALE');
      expect(existsSync(join(root, 'var/lib/ptx'))).toBe(false);
      mkdirSync(join(root, 'var/lib/ptx/records'), { recursive: true });
      expect((await refusal(apply(root, broken))).code).toBe('PLAN_STALE');
      expect(readdirSync(join(root, 'var/lib/ptx'))).toEqual(['records']);
      expect(await refusal(rollbackRecord('nope', { root }))).toMatchObject({ code: 'RECORD_INVALID' });
      expect(readdirSync(join(root, 'var/lib/ptx'))).toEqual(['records']);
    });
  });

  it('takes no folder from one that comes right after it', async () => {
    await withPlan(async (root) => {
      const store = () => new RecordStore(new HostWriter(root));
      for (let turn = 0; turn < 50; turn += 1) {
        const first = await store().lock();
        const released = first.release();
        const second = await takeAsSoonAsFree(store());
        await released;
        expect(readdirSync(join(root, 'var/lib/ptx')).sort()).toEqual(['backups', 'lock', 'records']);
        await second.release();
        rmSync(join(root, 'var/lib/ptx'), { recursive: true, force: true });
      }
    });
  });

  it('is stale where a device is gone', async () => {
    await withPlan(async (root, plan) => {
      rmSync(join(root, 'sys/bus/pci/devices', plan.passthroughSet[0] ?? ''));
      const error = await refusal(apply(root, plan));
      expect(error.code).toBe('PLAN_STALE');
      expect(error.message).toContain(`device ${plan.passthroughSet[0]}`);
    });
  });

  it('is blocked', async () => {
    await withPlan(async (root, plan) => {
      const blocker = {
        code: 'only-display',
        address: '0000:01:00.0',
        message: 'It is the only display',
        isFinal: false,
      };
      const error = await refusal(apply(root, { ...plan, verdict: 'blocked', blockers: [blocker], actions: [] }));
      expect(error).toMatchObject({
        code: 'PLAN_BLOCKED',
        message: 'The plan does nothing: 0000:01:00.0: It is the only display',
      });
      expect(existsSync(join(root, 'var/lib/ptx'))).toBe(false);
    });
  });

  it('has programs, and the host is a folder without chroot', async () => {
    await withPlan(async (root, plan) => {
      const before = readTree(root);
      expect(await refusal(applyPlan(plan, { root }))).toMatchObject({ code: 'OPTION_INVALID', option: 'root' });
      expect(readTree(root)).toEqual(before);
      expect(existsSync(join(root, 'var/lib/ptx'))).toBe(false);
    });
  });

  it('is no plan', () => {
    expect(() => parseHostPlan('{}')).toThrow('No host plan: "schemaVersion"');
  });

  it('is empty, and nothing is left of it', async () => {
    await withPlan(async (root, plan) => {
      expect(await applyPlan({ ...plan, actions: [] }, { root })).toBeNull();
      expect(existsSync(join(root, 'var/lib/ptx'))).toBe(false);
    });
  });
});

describe('an action that fails', () => {
  const FAILED = { problem: '"update-grub" ended with exit code 1', output: 'Generating\ncannot find a device\n' };

  it('ends it, is written down, and can be gone on with or taken back', async () => {
    await withPlan(async (root, plan) => {
      const before = readTree(root);
      const error = await refusal(apply(root, plan, { 'update-grub': FAILED }));
      const number =
        plan.actions.findIndex((action) => action.kind === 'run-command' && action.argv[0] === 'update-grub') + 1;
      expect(error.code).toBe('APPLY_FAILED');
      expect(error.message).toBe(`Action ${number} failed: ${FAILED.problem}: cannot find a device`);
      const [name = ''] = readdirSync(join(root, 'var/lib/ptx/records'));
      const record = parseHostRecord(readFileSync(join(root, 'var/lib/ptx/records', name), 'utf8'));
      expect(record.state).toBe('failed');
      expect(record.steps.map(({ state }) => state)).toEqual(
        plan.actions.map((_, index) => (index + 1 < number ? 'done' : index + 1 === number ? 'failed' : 'pending')),
      );
      expect(error.hint).toContain('the same command goes on with it');
      expect(error.hint).toContain(`ptx host rollback ${record.id}`);

      const other = await refusal(apply(root, { ...plan, findings: [{ code: 'x', message: 'y' }] }));
      expect(other.code).toBe('APPLY_UNFINISHED');
      const again = await apply(root, plan);
      expect(again.record).toMatchObject({ id: record.id, state: 'applied' });
      expect(again.calls[0]).toBe('update-grub');
      await rollbackWith(record.id, chroot(root), fakePrograms().run);
      expect(readTree(root)).toEqual(before);
    });
  });

  it('is named by a new plan, whose files are all there, and by verify, until it is ended or taken back', async () => {
    await withPlan(async (root, plan) => {
      await refusal(apply(root, plan, { 'update-grub': FAILED }));
      const [name = ''] = readdirSync(join(root, 'var/lib/ptx/records'));
      const id = name.replace('.json', '');
      const path = `/var/lib/ptx/records/${name}`;
      const told = async () => {
        const snapshot = await inspectHost({ root });
        const next = planHost(snapshot, plan.request);
        const found = next.findings.filter(({ code }) => code === 'apply-unfinished').map(({ message }) => message);
        const { devices } = verifyDevices(snapshot, plan.request, null);
        return { next, found, text: renderPlan(next, 'text'), problem: devices[0]?.problems[0], snapshot };
      };
      const { next, found, text, problem, snapshot } = await told();
      expect(snapshot.unfinished).toMatchObject({ id, state: 'failed' });
      // As no file is left to write, it looks as if all were done.
      expect(next.actions).toEqual([]);
      expect(found).toEqual([expect.stringContaining(`A plan was begun and not ended: ${id}`)]);
      expect(found[0]).toContain(`"ptx host apply ${path}" goes on with it, "ptx host rollback ${id}" takes back`);
      expect(text).not.toContain('Nothing to do');
      expect(text).toContain('No file is left to write, but what was begun is not ended.');
      expect(problem).toMatchObject({ code: 'apply-unfinished', next: expect.stringContaining(`rollback ${id}`) });
      expect(await refusal(apply(root, next))).toMatchObject({
        code: 'APPLY_UNFINISHED',
        hint: expect.stringContaining(`ptx host apply ${path}`),
      });

      await apply(root, plan);
      const ended = await told();
      expect({ found: ended.found, unfinished: ended.snapshot.unfinished }).toEqual({ found: [], unfinished: null });
      expect(ended.text).toContain('Nothing to do');
      const { run } = fakePrograms({ 'update-grub': FAILED });
      await refusal(rollbackWith(id, chroot(root), run));
      expect((await told()).found).toEqual([expect.stringContaining(`A rollback was begun and not ended: ${id}`)]);
      await rollbackWith(id, chroot(root), fakePrograms().run);
      expect((await told()).found).toEqual([]);
    });
  });

  it('of a rollback can be gone on with', async () => {
    await withPlan(async (root, plan) => {
      const before = readTree(root);
      const { record } = await apply(root, plan);
      const error = await refusal(rollbackWith(record.id, chroot(root), fakePrograms({ 'update-grub': FAILED }).run));
      expect(error.code).toBe('ROLLBACK_FAILED');
      expect((await refusal(apply(root, plan))).code).toBe('APPLY_UNFINISHED');
      const back = fakePrograms();
      await rollbackWith(record.id, chroot(root), back.run);
      expect(back.calls).toContain('update-grub');
      expect(readTree(root)).toEqual(before);
    });
  });

  it('is stale after a start of the host, names the rollback, and that clears the way', async () => {
    await withPlan(async (root, plan) => {
      const before = readTree(root);
      await refusal(apply(root, plan, { 'update-grub': FAILED }));
      const cmdline = readFileSync(join(root, 'proc/cmdline'), 'utf8');
      writeFileSync(join(root, 'proc/cmdline'), `${cmdline.trim()} intel_iommu=on\n`);
      const [name = ''] = readdirSync(join(root, 'var/lib/ptx/records'));
      const id = name.replace('.json', '');
      expect(await refusal(apply(root, plan))).toMatchObject({
        code: 'PLAN_STALE',
        message: expect.stringContaining('command line'),
        hint: `"ptx host rollback ${id}" takes back what was begun; then make a new plan`,
      });
      await rollbackWith(id, chroot(root), fakePrograms().run);
      writeFileSync(join(root, 'proc/cmdline'), cmdline);
      expect(readTree(root)).toEqual(before);
      expect((await apply(root, plan)).record.state).toBe('applied');
    });
  });

  it('is not begun where somebody asks to stop', async () => {
    await withPlan(async (root, plan) => {
      const before = readTree(root);
      const { run, calls } = fakePrograms();
      const error = await refusal(applyWith(plan, { ...chroot(root), signal: AbortSignal.abort() }, run));
      expect(error).toMatchObject({ code: 'APPLY_FAILED', message: 'Stopped before anything was done' });
      expect(calls).toEqual([]);
      expect(readTree(root)).toEqual(before);
      expect(existsSync(join(root, 'var/lib/ptx'))).toBe(false);
    });
  });
});

describe('a file system that takes no more', () => {
  afterEach(() => vi.restoreAllMocks());

  const fill = (what: (path: string) => boolean) => {
    const { write } = HostWriter.prototype;
    vi.spyOn(HostWriter.prototype, 'write').mockImplementation(async function (this: HostWriter, path, how) {
      if (!what(path)) return write.call(this, path, how);
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    });
  };
  const REFUSED = {
    code: 'FILE_UNWRITABLE',
    message: 'Cannot write "/var/lib/ptx": no space left on device',
    hint: undefined,
  };

  it.each(['/var/lib/ptx/backups/', '/var/lib/ptx/records/'])('in %s is told, and nothing is done', async (folder) => {
    await withPlan(async (root, plan) => {
      fill((path) => path.startsWith(folder));
      expect(await refusal(apply(root, plan))).toMatchObject(REFUSED);
      expect(existsSync(join(root, 'var/lib/ptx'))).toBe(false);
      vi.restoreAllMocks();
      expect((await apply(root, plan)).record.state).toBe('applied');
    });
  });
});

describe('rollback', () => {
  it('undoes the last of two plans, and then the first, each twice', async () => {
    await withPlan(async (root, plan) => {
      const before = readTree(root);
      const first = (await apply(root, plan)).record;
      const between = readTree(root);
      const next = planHost(await inspectHost({ root }), { ...plan.request, unsafeInterrupts: true });
      expect(next.actions.length).toBeGreaterThan(0);
      const second = (await apply(root, next)).record;
      const both = readTree(root);
      // Both wrote the same file, so the first cannot go before the second.
      expect(await refusal(rollbackWith(first.id, chroot(root), fakePrograms().run))).toMatchObject({
        code: 'RECORD_STALE',
        hint: `"ptx host rollback ${second.id}" comes first`,
      });
      expect(readTree(root)).toEqual(both);
      for (const [{ id }, tree] of [
        [second, between],
        [second, between],
        [first, before],
        [first, before],
      ] as const) {
        expect((await rollbackWith(id, chroot(root), fakePrograms().run)).state).toBe('rolled-back');
        expect(readTree(root)).toEqual(tree);
      }
    });
  });

  it('touches nothing where a file was changed since, and names all of them', async () => {
    await withPlan(async (root, plan) => {
      const { record } = await apply(root, plan);
      const paths = plan.actions.flatMap((action) => (action.kind === 'write-file' ? [action.path] : []));
      writeFileSync(join(root, paths[0] ?? ''), 'mine\n');
      rmSync(join(root, paths[1] ?? ''));
      const now = readTree(root);
      const error = await refusal(rollbackWith(record.id, chroot(root), fakePrograms().run));
      expect(error.code).toBe('RECORD_STALE');
      expect(error.message).toBe(`Changed since: "${paths[0]}" was changed, "${paths[1]}" is gone`);
      expect(readTree(root)).toEqual(now);
    });
  });

  it('refuses what is no record', async () => {
    await withPlan(async (root) => {
      for (const id of ['nope', '../../../etc/passwd', '']) {
        expect(await refusal(rollbackRecord(id, { root }))).toMatchObject({ code: 'RECORD_INVALID' });
      }
      expect(existsSync(join(root, 'var/lib/ptx'))).toBe(false);
      mkdirSync(join(root, 'var/lib/ptx/records'), { recursive: true });
      writeFileSync(join(root, 'var/lib/ptx/records/bad.json'), '{"schemaVersion":1}');
      const error = await refusal(rollbackRecord('bad', { root }));
      expect(error).toMatchObject({ code: 'RECORD_INVALID', hint: 'It is /var/lib/ptx/records/bad.json' });
      mkdirSync(join(root, 'var/lib/ptx/records/folder.json'));
      expect(await refusal(rollbackRecord('folder', { root }))).toMatchObject({
        code: 'FILE_UNREADABLE',
        message: 'Cannot read "/var/lib/ptx/records/folder.json": not a regular file',
      });
    });
  });
});

describe('two at a time', () => {
  it('exclude each other', async () => {
    await withPlan(async (root, plan) => {
      let inner: Promise<PtxError> | undefined;
      await applyWith(plan, chroot(root), async () => {
        inner ??= refusal(apply(root, plan));
        await inner;
        return { problem: null, output: '' };
      });
      expect(await inner).toMatchObject({ code: 'HOST_LOCKED' });
    });
  });

  it('take over the lock of a process that is gone, and not that of a program which still runs', async () => {
    await withPlan(async (root, plan) => {
      mkdirSync(join(root, 'var/lib/ptx'));
      const lock = join(root, 'var/lib/ptx/lock');
      const gone = { pid: 2 ** 22 + 1, startTime: '1' };
      const stat = readFileSync('/proc/self/stat', 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      const alive = { pid: process.pid, startTime: stat[19] };
      writeFileSync(lock, JSON.stringify({ owners: [gone, alive] }));
      expect(await refusal(apply(root, plan))).toMatchObject({ code: 'HOST_LOCKED' });
      for (const broken of ['', 'null', '{"owners":null}', '{"owners":[null,5,{"pid":"../self"}]}']) {
        writeFileSync(lock, broken);
        expect(await refusal(rollbackRecord('nope', { root }))).toMatchObject({ code: 'RECORD_INVALID' });
        expect(existsSync(lock)).toBe(false);
      }
      // The number is in use again, by another process.
      writeFileSync(lock, JSON.stringify({ owners: [gone, { ...alive, startTime: '1' }] }));
      expect((await apply(root, plan)).record.state).toBe('applied');
    });
  });
});

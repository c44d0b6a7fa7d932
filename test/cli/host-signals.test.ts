import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inspectHost } from '../../src/host/node/inspect.js';
import type { HostPlan } from '../../src/host/plan.js';
import { parseHostRecord } from '../../src/host/record.js';
import { withPlan } from '../helpers/apply-host.js';
import { FakeKernel } from '../helpers/fake-kernel.js';
import { readTree } from '../helpers/tree-state.js';
import { runPtx } from './memory-io.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const CARD = '0000:01:00';

/** The kernel that the commands write to, in place of that of this machine. */
const machine = vi.hoisted(() => ({ kernel: undefined as FakeKernel | undefined }));
const kernelOf = () => machine.kernel as FakeKernel;
vi.mock(import('../../src/host/node/dump-rom.js'), async (load) => {
  const real = await load();
  return {
    ...real,
    dumpRom: (address, options = {}) => real.dumpWith(address, options, kernelOf().access, kernelOf()),
  };
});
vi.mock(import('../../src/host/node/bind-device.js'), async (load) => {
  const real = await load();
  return {
    ...real,
    bindDevice: (address, options = {}) => real.bindWith(address, options, kernelOf().access, kernelOf()),
    unbindDevice: (address, options = {}) => real.unbindWith(address, options, kernelOf().access, kernelOf()),
  };
});
afterEach(() => vi.restoreAllMocks());

/** Run ptx, and have it get a signal when it tells of its first action. */
async function runWithSignal(signal: NodeJS.Signals, argv: readonly string[], files = {}) {
  let stderr = '';
  const writeStderr = (text: string) => {
    stderr += text;
    if (text.startsWith('[')) process.emit(signal);
  };
  return { ...(await runPtx(argv, { files, io: { writeStderr } })), stderr };
}

/** Use a host with a plan of files alone, as it can be done below any folder. */
function withFiles(use: (root: string, plan: HostPlan, files: Record<string, string>) => Promise<void>): Promise<void> {
  return withPlan(async (root, whole) => {
    const plan = { ...whole, actions: whole.actions.filter(({ kind }) => kind === 'write-file') };
    await use(root, plan, { 'plan.json': JSON.stringify(plan) });
  });
}

describe.each(SIGNALS)('%s', (signal) => {
  it('ends an apply and a rollback between two actions, says how to go on, and the same command does', async () => {
    await withFiles(async (root, plan, files) => {
      const before = readTree(root);
      const listeners = process.listenerCount(signal);
      const apply = ['host', 'apply', 'plan.json', '--root', root];
      const stopped = await runWithSignal(signal, apply, files);
      const folder = join(root, 'var/lib/ptx/records');
      const [name = ''] = readdirSync(folder);
      const read = () => parseHostRecord(readFileSync(join(folder, name), 'utf8'));
      const { id } = read();
      expect(stopped).toMatchObject({ code: 3, stdout: '' });
      expect(stopped.stderr).toMatch(
        /^\[1\/\d+\] .*\nStopping: what was begun is done to its end first\nptx: APPLY_FAILED: Stopped before action 2\n/,
      );
      expect(stopped.stderr).toContain(`The same command goes on with it; "ptx host rollback ${id}" takes back`);
      expect(read().state).toBe('applying');
      expect(read().steps.map(({ state }) => state)).toEqual(
        plan.actions.map((_, index) => (index === 0 ? 'done' : 'pending')),
      );
      // The plan may not be at hand any more; the record has it.
      const record = { [name]: readFileSync(join(folder, name), 'utf8') };
      expect((await runPtx(['host', 'apply', name, '--root', root], { files: record })).code).toBe(0);
      expect(read().state).toBe('applied');
      expect((await runPtx(apply, { files })).code).toBe(0);

      const rollback = ['host', 'rollback', id, '--root', root];
      const half = await runWithSignal(signal, rollback);
      expect(half).toMatchObject({ code: 3, stdout: '' });
      expect(half.stderr).toContain(
        `ROLLBACK_FAILED: Stopped before action ${plan.actions.length - 1} is undone\n  The same command goes on with it\n`,
      );
      expect(read().steps.at(-1)?.state).toBe('undone');
      expect(readTree(root)).not.toEqual(before);
      expect((await runPtx(rollback)).code).toBe(0);
      expect(readTree(root)).toEqual(before);
      expect(process.listenerCount(signal)).toBe(listeners);
    });
  });

  it('ends a dump of a ROM once all that was switched is switched back, and writes nothing', async () => {
    await withCard(async (kernel, folder) => {
      await runPtx(['host', 'bind', '01:00.0', '--i-know', 'only-display,group-member-in-use']);
      kernel.writes.length = 0;
      vi.spyOn(kernel, 'readBytes').mockImplementation(async () => {
        process.emit(signal);
        return Uint8Array.of(0x55, 0xaa);
      });
      const { code, stdout, stderr, files } = await runPtx(['rom', 'dump', '01:00.0', '-o', 'gpu.rom']);
      expect({ code, stdout, files: files.size }).toEqual({ code: 3, stdout: '', files: 0 });
      expect(stderr).toContain(`ROM_UNREADABLE: ${CARD}.0: the reading was stopped\n`);
      expect(kernel.writes).toEqual([
        `${CARD}.0/power/control="on"`,
        `${CARD}.0/rom="1"`,
        `${CARD}.0/rom="0\\n"`,
        `${CARD}.0/power/control="auto"`,
      ]);
      expect(readFileSync(join(folder, 'rom'), 'utf8')).toBe('0');
    });
  });

  it('ends bind and unbind between two functions, never within one', async () => {
    await withCard(async (kernel) => {
      const before = await drivers(kernel);
      const { write } = kernel;
      const signalOnce = () =>
        vi.spyOn(kernel, 'write').mockImplementationOnce(async (path, value) => {
          process.emit(signal);
          await write.call(kernel, path, value);
        });
      signalOnce();
      const bind = ['host', 'bind', '01:00', '--i-know', 'only-display,group-member-in-use'];
      const stopped = await runPtx(bind);
      expect(stopped).toMatchObject({ code: 3, stdout: '' });
      expect(stopped.stderr).toContain(`BIND_FAILED: Stopped before ${CARD}.1\n  The same command goes on with it\n`);
      expect(await drivers(kernel)).toEqual(['vfio-pci', before[1]]);
      expect((await runPtx(bind)).code).toBe(0);
      expect(await drivers(kernel)).toEqual(['vfio-pci', 'vfio-pci']);
      signalOnce();
      expect((await runPtx(['host', 'unbind', '01:00'])).stderr).toContain(`Stopped before ${CARD}.1\n`);
      expect(await drivers(kernel)).toEqual([before[0], 'vfio-pci']);
      expect((await runPtx(['host', 'unbind', '01:00'])).code).toBe(0);
      expect(await drivers(kernel)).toEqual(before);
    });
  });
});

/** Use a machine with a card of two functions that has a ROM, and a kernel that does as it is told. */
async function withCard(use: (kernel: FakeKernel, folder: string) => Promise<void>): Promise<void> {
  await withPlan(async (root) => {
    const { pciDevices } = await inspectHost({ root });
    const native = pciDevices.flatMap(({ address, driver }) => (driver === null ? [] : [[address, driver]]));
    const folder = join(root, 'sys/bus/pci/devices', `${CARD}.0`);
    mkdirSync(join(root, 'sys/bus/pci/drivers/vfio-pci'), { recursive: true });
    mkdirSync(join(folder, 'power'));
    for (const [name, text] of [
      ['power/control', 'auto\n'],
      ['power_state', 'D0\n'],
      ['boot_vga', '0\n'],
      ['rom', ''],
    ] as const)
      writeFileSync(join(folder, name), text);
    machine.kernel = new FakeKernel(root, Object.fromEntries(native));
    await use(machine.kernel, folder);
  });
}

function drivers(kernel: FakeKernel): Promise<(string | null)[]> {
  return Promise.all([0, 1].map((number) => kernel.driver(`${CARD}.${number}`)));
}

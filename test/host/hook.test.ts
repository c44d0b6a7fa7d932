import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parseHookRequest } from '../../src/host/hook/hook-request.js';
import { formatHook, hookPath } from '../../src/host/hook/hook-script.js';
import type { HookStep } from '../../src/host/hook/hook-step.js';
import { planHook } from '../../src/host/hook/plan-hook.js';
import { inspectHost } from '../../src/host/node/inspect.js';
import { planHost } from '../../src/host/plan-host.js';
import { runPtx } from '../cli/memory-io.js';
import { MACHINE } from '../helpers/apply-host.js';
import { readMachine, withFolder, withTree, writeFiles } from '../helpers/host-tree.js';

const GOVERNOR = '/sys/devices/system/cpu/cpu2/cpufreq/scaling_governor';
const PAGES = '/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages';
const SLICE = '/sys/fs/cgroup/machine.slice';
const DEVICE = '/sys/bus/pci/devices/0000:01:00.0';

const STEPS: readonly HookStep[] = [
  { kind: 'bind', address: '0000:01:00.0', reason: 'why' },
  { kind: 'reserve', path: PAGES, count: 4, reason: 'why' },
  { kind: 'keep', path: GOVERNOR, value: 'performance', reason: 'why' },
  { kind: 'partition', cpus: '2-3', reason: 'why' },
];

/** The files that the steps are about, as they are before. */
const BEFORE: Readonly<Record<string, string>> = {
  [GOVERNOR]: 'schedutil\n',
  [PAGES]: '10\n',
  [`${SLICE}/cpuset.cpus`]: '\n',
  [`${SLICE}/cpuset.cpus.partition`]: 'member\n',
  [`${DEVICE}/driver_override`]: '(null)\n',
  [`${DEVICE}/driver/unbind`]: '',
  '/sys/bus/pci/drivers/vfio-pci/bind': '',
  '/sys/bus/pci/drivers_probe': '',
  '/proc/sys/vm/compact_memory': '',
};

/** Stands in for the kernel where a write makes more than the value that is written: a probe binds, and 8 pages are all that is free. */
const KERNEL = `put() {
  printf '%s\\n' "$1=$2" >>"$root/log"
  case $1 in
  *refused*) say "the kernel does not take \\"$2\\" for $1"; return 1 ;;
  */driver_override) printf '%s\\n' "$2" | sed 's/^$/(null)/' >"$root$1" ;;
  */driver/unbind) mv "$root$devices/$2/driver" "$root/unbound" ;;
  */drivers_probe) [ "$(cat "$root$devices/$2/driver_override")" != "(null)" ] || mv "$root/unbound" "$root$devices/$2/driver"
    if [ "$(cat "$root$devices/$2/driver_override")" = vfio-pci ]; then ln -s "$root/sys/bus/pci/drivers/vfio-pci" "$root$devices/$2/driver"; fi ;;
  */nr_hugepages) if [ "$2" -gt 18 ]; then printf '18\\n'; else printf '%s\\n' "$2"; fi >"$root$1" ;;
  *) printf '%s\\n' "$2" >"$root$1" ;;
  esac
}
driver_of() {
  if [ -h "$root$devices/$1/driver" ]; then basename "$(readlink "$root$devices/$1/driver")"; elif [ -e "$root$devices/$1/driver" ]; then echo nouveau; fi
}
`;

interface Call {
  readonly shell?: readonly string[];
  readonly kernel?: string;
}

/** Call a hook as libvirt does. */
function call(root: string, script: string, args: string, { shell = ['sh'], kernel = KERNEL }: Call = {}) {
  const file = join(root, 'hook.sh');
  writeFileSync(
    file,
    script.replace(/^case \$\{2:-\}/m, () => `${kernel}case \${2:-}`),
  );
  const [program = 'sh', ...options] = shell;
  const input = '<domain/>'.repeat(20_000);
  return spawnSync(program, [...options, file, ...args.split(' ')], {
    input,
    encoding: 'utf8',
    env: { PTX_ROOT: root },
  });
}

function readAll(root: string): Record<string, string> {
  return Object.fromEntries(
    Object.keys(BEFORE)
      .filter((path) => existsSync(join(root, path)))
      .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  );
}

const states = (root: string) =>
  existsSync(join(root, 'run/ptx/hook')) ? readdirSync(join(root, 'run/ptx/hook')) : [];
const read = (root: string, path: string) => readFileSync(join(root, path), 'utf8').trim();

function prepare(root: string, files = BEFORE): void {
  writeFiles(root, files);
}

const shells = [['sh'], ['bash', '--posix'], ['busybox', 'sh']].filter(
  ([program = '', ...options]) => spawnSync(program, [...options, '-c', ':']).status === 0,
);

describe.each(shells.map((shell) => [shell.join(' '), shell] as const))('a hook, run by %s', (_, shell) => {
  it('prepares the host, and gives back the same', () =>
    withFolder(async (root) => {
      prepare(root);
      const before = readAll(root);
      const script = formatHook('win10', STEPS);
      expect(call(root, script, 'win10 prepare begin -', { shell })).toMatchObject({
        status: 0,
        stdout: '',
        stderr: '',
      });
      expect([read(root, GOVERNOR), read(root, PAGES), read(root, `${DEVICE}/driver_override`)]).toEqual([
        'performance',
        '14',
        'vfio-pci',
      ]);
      expect(call(root, script, 'win10 started begin -', { shell })).toMatchObject({
        status: 0,
        stdout: '',
        stderr: '',
      });
      expect([read(root, `${SLICE}/cpuset.cpus`), read(root, `${SLICE}/cpuset.cpus.partition`)]).toEqual([
        '2-3',
        'root',
      ]);
      expect(call(root, script, 'win10 stopped end -', { shell })).toMatchObject({ status: 0, stdout: '', stderr: '' });
      expect(call(root, script, 'win10 release end destroyed', { shell })).toMatchObject({
        status: 0,
        stdout: '',
        stderr: '',
      });
      expect(readAll(root)).toEqual(before);
      expect(states(root)).toEqual([]);
    }));

  it('is for one domain, and for what libvirt asks at start and stop', () =>
    withFolder(async (root) => {
      prepare(root);
      const before = readAll(root);
      const script = formatHook('win10', STEPS);
      for (const args of [
        'win11 prepare begin -',
        'win10 migrate begin -',
        'win10 restore begin -',
        'win10 reconnect begin -',
        'win10 release end -',
      ])
        expect(call(root, script, args, { shell })).toMatchObject({ status: 0, stdout: '', stderr: '' });
      expect(readAll(root)).toEqual(before);
      expect(existsSync(join(root, 'log'))).toBe(false);
    }));

  it('does all or nothing', () =>
    withFolder(async (root) => {
      const refused = '/sys/refused';
      prepare(root, { ...BEFORE, [refused]: 'old\n' });
      const before = readAll(root);
      const script = formatHook('win10', [...STEPS, { kind: 'keep', path: refused, value: 'new', reason: 'why' }]);
      const { status, stdout, stderr } = call(root, script, 'win10 prepare begin -', { shell });
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toContain('ptx hook of win10: the kernel does not take "new" for /sys/refused');
      expect({ ...readAll(root), [refused]: 'old\n' }).toEqual({ ...before, [refused]: 'old\n' });
      expect(states(root)).toEqual([]);
    }));
});

describe('a hook', () => {
  it('takes no huge pages where it does not get all', () =>
    withFolder(async (root) => {
      prepare(root);
      const script = formatHook('win10', [{ kind: 'reserve', path: PAGES, count: 9, reason: 'why' }]);
      const { status, stderr } = call(root, script, 'win10 prepare begin -');
      expect([status, stderr, read(root, PAGES)]).toEqual([
        1,
        expect.stringContaining('only 8 of 9 huge pages are to be had'),
        '10',
      ]);
    }));

  it('has the partition judged by what the kernel says of it', () =>
    withFolder(async (root) => {
      prepare(root);
      const kernel = KERNEL.replace(
        'case $1 in',
        `case $1=$2 in\n  *partition=root) echo 'root invalid (Parent is not a partition root)' >"$root$1"; return ;;\n  esac\n  case $1 in`,
      );
      const { status, stderr } = call(root, formatHook('win10', STEPS), 'win10 started begin -', { kernel });
      expect([status, stderr]).toEqual([
        1,
        expect.stringContaining('not for guests alone: root invalid (Parent is not'),
      ]);
      expect([read(root, `${SLICE}/cpuset.cpus`), read(root, `${SLICE}/cpuset.cpus.partition`)]).toEqual([
        '',
        'member',
      ]);
    }));

  it('begins anew where libvirt did not see a stop', () =>
    withFolder(async (root) => {
      prepare(root);
      const script = formatHook('win10', STEPS);
      call(root, script, 'win10 prepare begin -');
      call(root, script, 'win10 prepare begin -');
      expect(read(root, PAGES)).toBe('14');
      call(root, script, 'win10 release end -');
      expect([read(root, PAGES), read(root, GOVERNOR)]).toEqual(['10', 'schedutil']);
    }));

  it.each([
    ['first', 'last'],
    ['last', 'first'],
  ])('shares what two domains want, whoever stops first: the %s', (one, other) =>
    withFolder(async (root) => {
      prepare(root);
      const scripts = { first: formatHook('first', STEPS.slice(2)), last: formatHook('last', STEPS.slice(2)) };
      for (const name of ['first', 'last'] as const)
        for (const at of ['prepare', 'started'])
          expect(call(root, scripts[name], `${name} ${at} begin -`).status).toBe(0);
      call(root, scripts[one as 'first'], `${one} release end -`);
      expect([read(root, GOVERNOR), read(root, `${SLICE}/cpuset.cpus.partition`)]).toEqual(['performance', 'root']);
      call(root, scripts[other as 'first'], `${other} release end -`);
      expect([read(root, GOVERNOR), read(root, `${SLICE}/cpuset.cpus.partition`)]).toEqual(['schedutil', 'member']);
      expect(states(root)).toEqual([]);
    }),
  );

  it('takes nothing that another domain has otherwise', () =>
    withFolder(async (root) => {
      prepare(root);
      call(root, formatHook('one', STEPS), 'one started begin -');
      const other = formatHook('two', [{ kind: 'partition', cpus: '4-5', reason: 'why' }]);
      const { status, stderr } = call(root, other, 'two started begin -');
      expect([status, stderr]).toEqual([1, expect.stringContaining('cpuset.cpus is "2-3" for another domain')]);
      expect(read(root, `${SLICE}/cpuset.cpus`)).toBe('2-3');
    }));

  it.each(["it's", '$(touch pwned)', '-x', 'größe', '..', 'a b'])('quotes the name %j', (name) =>
    withFolder(async (root) => {
      prepare(root);
      const file = join(root, 'hook.sh');
      writeFileSync(file, formatHook(name, STEPS.slice(2, 3)));
      const run = (argv: string[]) =>
        spawnSync('sh', [file, ...argv], { encoding: 'utf8', cwd: root, env: { PTX_ROOT: root } });
      expect(run([name, 'prepare', 'begin', '-'])).toMatchObject({ status: 0, stdout: '', stderr: '' });
      expect([read(root, GOVERNOR), existsSync(join(root, 'pwned'))]).toEqual(['performance', false]);
      expect(run([name, 'release', 'end', '-'])).toMatchObject({ status: 0, stdout: '', stderr: '' });
      expect([read(root, GOVERNOR), states(root)]).toEqual(['schedutil', []]);
    }),
  );
});

describe('ptx hook', () => {
  const machine = readMachine(MACHINE);
  const files = {
    '/sys/fs/cgroup/cgroup.controllers': 'cpuset cpu memory\n',
    '/sys/devices/system/cpu/online': '0-7\n',
    '/sys/devices/system/cpu/cpu2/cpufreq/scaling_available_governors': 'performance schedutil\n',
    '/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages': '0\n',
    '/proc/meminfo': 'MemTotal:       16384000 kB\n',
  };
  const install = (root: string, ...argv: string[]) => runPtx(['hook', 'install', 'win10', '--root', root, ...argv]);
  const withHost = (use: (root: string) => Promise<void>) =>
    withTree(machine, async (root) => {
      writeFiles(root, files);
      mkdirSync(join(root, 'var/lib'), { recursive: true });
      await use(root);
    });

  it('prints, writes, writes anew and removes, and nothing is left', () =>
    withHost(async (root) => {
      const argv = ['--device', machine.expect.target, '--hugepages', '2M=4'];
      const printed = await install(root, ...argv, '--print');
      expect([printed.code, existsSync(join(root, 'etc/libvirt'))]).toEqual([0, false]);
      expect(await install(root, ...argv)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(`Wrote ${hookPath('win10')}\n`),
      });
      const file = join(root, hookPath('win10'));
      expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual([printed.stdout, 0o755]);
      expect(printed.stdout).toContain(`bind ${machine.expect.target}`);
      expect((await install(root, ...argv)).stdout).toBe('Nothing to do: the hook is there.\n');
      expect((await install(root, '--hugepages', '2M=8')).code).toBe(0);
      expect(readFileSync(file, 'utf8')).toContain('nr_hugepages 8 ||');
      expect(await runPtx(['hook', 'remove', 'win10', '--root', root])).toMatchObject({
        code: 0,
        stdout: 'Removed the hook of win10\n',
      });
      expect(existsSync(join(root, 'etc/libvirt'))).toBe(false);
      expect((await runPtx(['hook', 'remove', 'win10', '--root', root])).stdout).toBe('There is no hook of win10\n');
    }));

  it.each([
    ['stands still', 0],
    ['is set back', -3_600_000],
  ])('takes back the last script first where the clock %s', (_what, step) =>
    withHost(async (root) => {
      vi.useFakeTimers({ now: Date.UTC(2026, 0, 2, 3, 4, 5), toFake: ['Date'] });
      try {
        for (const pages of [1, 2, 3, 4, 5]) {
          expect((await install(root, '--hugepages', `2M=${pages}`)).code).toBe(0);
          vi.setSystemTime(Date.now() + step);
        }
        expect(await runPtx(['hook', 'remove', 'win10', '--root', root])).toMatchObject({
          code: 0,
          stdout: 'Removed the hook of win10\n',
        });
        expect(existsSync(join(root, 'etc/libvirt'))).toBe(false);
      } finally {
        vi.useRealTimers();
      }
    }),
  );

  it('takes the first of three scripts back last, although the third is the same', () =>
    withHost(async (root) => {
      for (const pages of [4, 8, 4]) await install(root, '--hugepages', `2M=${pages}`);
      const [first = '', , third = ''] = readdirSync(join(root, 'var/lib/ptx/records'))
        .map((name) => JSON.parse(readFileSync(join(root, 'var/lib/ptx/records', name), 'utf8')))
        .sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt))
        .map(({ id }) => id);
      const { code, stderr } = await runPtx(['host', 'rollback', first, '--root', root]);
      expect([code, stderr]).toEqual([3, expect.stringContaining(`"ptx host rollback ${third}" comes first`)]);
      expect((await runPtx(['hook', 'remove', 'win10', '--root', root])).code).toBe(0);
      expect(existsSync(join(root, 'etc/libvirt'))).toBe(false);
    }));

  it('tells of a script that libvirt does not call', () =>
    withHost(async (root) => {
      await install(root, '--hugepages', '2M=4');
      chmodSync(join(root, hookPath('win10')), 0o644);
      expect((await install(root, '--hugepages', '2M=4')).stderr).toBe(
        `note: libvirt calls only what may be executed: chmod 755 "${hookPath('win10')}"\n`,
      );
    }));

  it('leaves alone what is not as it wrote it, what others wrote, and a domain that runs', () =>
    withHost(async (root) => {
      writeFiles(root, { '/etc/libvirt/hooks/qemu.d/other': '#!/bin/sh\n' });
      await install(root, '--hugepages', '2M=4');
      const remove = () => runPtx(['hook', 'remove', 'win10', '--root', root]);
      writeFiles(root, { '/run/ptx/hook/win10': `reserve ${PAGES} 4\n` });
      expect((await remove()).stderr).toContain('CONFLICT: "win10" runs');
      writeFileSync(join(root, 'run/ptx/hook/win10'), '');
      spawnSync('rm', [join(root, 'run/ptx/hook/win10')]);
      const file = join(root, hookPath('win10'));
      const script = readFileSync(file, 'utf8');
      writeFileSync(file, `${script}# mine\n`);
      expect((await remove()).stderr).toContain('RECORD_STALE');
      writeFileSync(file, script);
      expect((await remove()).code).toBe(0);
      expect(readdirSync(dirname(file))).toEqual(['other']);
    }));

  it.each([
    [['--governor', 'turbo'], /have no governor "turbo"/],
    [['--hugepages', '1G=4'], /The kernel has no pages of 1048576 KiB/],
    [['--hugepages', '2M=7500'], /7500 pages leave the host less than a tenth of its memory/],
    [['--isolate-cpus', '900'], /The host has no CPU 900/],
  ])('refuses %j with the reason, and writes nothing', (argv, reason) =>
    withHost(async (root) => {
      const { code, stdout, stderr } = await install(root, ...argv);
      expect([code, stdout, existsSync(join(root, 'etc/libvirt'))]).toEqual([1, '', false]);
      expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(reason);
    }),
  );

  it('weighs huge pages as a plan of the host does, and goes ahead where that is told', () =>
    withTree(machine, async (root) => {
      writeFiles(root, files);
      const snapshot = await inspectHost({ root });
      const hugepages = { sizeKiB: 2048, count: 7500 };
      const known = snapshot.memory;
      for (const memory of [known, { ...known, totalKiB: null }]) {
        const host = { ...snapshot, memory };
        const planBoth = (accepted: string[]) => [
          planHost(host, { hugepages, accepted }).blockers,
          planHook(host, parseHookRequest({ domain: 'win10', hugepages, accepted })).plan.blockers,
        ];
        const [ofHost = [], ofHook] = planBoth([]);
        expect(ofHost).toHaveLength(1);
        expect(ofHook).toEqual(ofHost);
        expect(planBoth(ofHost.map(({ code }) => code))).toEqual([[], []]);
      }
    }));

  it('refuses partitions without cgroup v2', () =>
    withTree(machine, async (root) => {
      const { plan } = planHook(
        await inspectHost({ root }),
        parseHookRequest({ domain: 'win10', isolatedCpus: '2-3' }),
      );
      expect(plan.blockers.map(({ code }) => code)).toContain('cgroup-v1');
    }));

  it.each([
    [['hook', 'install', 'win10'], 'Expected --device, --isolate-cpus, --governor or --hugepages'],
    [['hook', 'install', '--governor', 'performance'], 'Expected a DOMAIN'],
    [['hook', 'install', 'a/b', '--governor', 'performance'], 'Option "domain": Expected the name of a domain'],
    [['hook', 'install', 'ä'.repeat(40), '--governor', 'performance'], 'Option "domain": The name is too long'],
    [['hook', 'install', 'win10', '--governor', ''], 'Option "governor": Expected the name of a governor'],
    [['hook', 'install', 'win10', '--isolate-cpus', ''], 'Option "isolatedCpus": Expected a set of CPUs'],
    [['hook', 'install', 'win10', '--hugepages', '1G=0'], 'Expected --hugepages to be SIZE=N'],
    [['hook', 'remove'], 'Expected a DOMAIN'],
  ])('%j is no use', async (argv, message) => {
    expect(await runPtx(argv)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
  });
});

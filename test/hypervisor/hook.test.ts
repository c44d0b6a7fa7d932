import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatHook, hookPath } from '../../src/host/hook/hook-script.js';
import type { HookStep } from '../../src/host/hook/hook-step.js';
import { EMULATOR, isSkipped, listMissing } from '../helpers/hypervisor.js';
import { isWithoutLibvirtd, type Libvirtd, startLibvirtd } from '../helpers/libvirtd.js';

const GOVERNOR = '/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor';
const PARTITION = '/sys/fs/cgroup/machine.slice/cpuset.cpus.partition';

const STEPS: readonly HookStep[] = [
  { kind: 'keep', path: GOVERNOR, value: 'performance', reason: 'for a trial' },
  { kind: 'partition', cpus: '1', reason: 'for a trial' },
];

const EVERY_STEP: readonly HookStep[] = [
  ...STEPS,
  { kind: 'bind', address: '0000:01:00.0', reason: 'for a trial' },
  { kind: 'reserve', path: '/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages', count: 4, reason: 'for a trial' },
];

function domainXml(name: string): string {
  return `<domain type='qemu'>
  <name>${name}</name>
  <memory unit='MiB'>64</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices><emulator>${EMULATOR}</emulator></devices>
</domain>
`;
}

describe.skipIf(isWithoutLibvirtd('ptx hook'))('a hook and a real libvirtd', () => {
  let daemon: Libvirtd;
  let tree: string;
  const write = (file: string, text: string, mode = 0o644) => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, { mode });
  };
  const read = (file: string) => readFileSync(path.join(tree, file), 'utf8').trim();
  const log = () => (existsSync(path.join(tree, 'log')) ? read('log').split('\n') : []);
  const hook = (name: string) => path.join(daemon.folder, name.replace('/etc/libvirt', 'etc'));

  /** Put hooks where libvirt looks: one of ours for a tree of plain files, and one that notes how it is called. */
  const writeHooks = () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it
    const script = formatHook('hooked', STEPS).replace('root=${PTX_ROOT:-}', `root=${tree}`);
    write(hook(hookPath('hooked')), script, 0o755);
    const noting = `#!/bin/sh\nname=$(sed -n 's|^ *<name>\\(.*\\)</name>|\\1|p')\necho "$* stdin:$name" >>${tree}/log\n`;
    write(hook('/etc/libvirt/hooks/qemu.d/zz-note'), noting, 0o755);
  };

  beforeAll(async () => {
    tree = mkdtempSync(path.join(tmpdir(), 'ptx-hook-'));
    for (const [file, text] of [
      [GOVERNOR, 'schedutil'],
      [PARTITION, 'member'],
      [PARTITION.replace('.partition', ''), ''],
    ])
      write(path.join(tree, file as string), `${text}\n`);
    daemon = await startLibvirtd();
    for (const name of ['hooked', 'other']) {
      write(path.join(tree, `${name}.xml`), domainXml(name));
      daemon.virsh('define', path.join(tree, `${name}.xml`));
    }
  });
  afterAll(async () => {
    await daemon?.stop();
    rmSync(tree, { recursive: true, force: true });
  });

  it('is not called before libvirt looks for it, and then at every start and stop', async () => {
    writeHooks();
    daemon.virsh('start', 'hooked');
    daemon.virsh('destroy', 'hooked');
    expect([log(), read(GOVERNOR)]).toEqual([[], 'schedutil']);
    daemon.reload();
    // The signal is taken when the daemon comes to it.
    for (let attempt = 0; log().length === 0 && attempt < 20; attempt += 1) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      daemon.virsh('start', 'other');
      daemon.virsh('destroy', 'other');
    }
    expect(log()[0]).toBe('other prepare begin - stdin:other');
    expect(read(GOVERNOR)).toBe('schedutil');

    writeFileSync(path.join(tree, 'log'), '');
    daemon.virsh('start', 'hooked');
    expect([read(GOVERNOR), read(PARTITION), read('run/ptx/hook/hooked')]).toEqual([
      'performance',
      'root',
      expect.stringContaining(`keep ${GOVERNOR} schedutil`),
    ]);
    daemon.virsh('destroy', 'hooked');
    expect([read(GOVERNOR), read(PARTITION), existsSync(path.join(tree, 'run/ptx/hook/hooked'))]).toEqual([
      'schedutil',
      'member',
      false,
    ]);
    expect(log().map((line) => line.replace(/ (destroyed|-) stdin:/, ' - stdin:'))).toEqual([
      'hooked prepare begin - stdin:hooked',
      'hooked start begin - stdin:hooked',
      'hooked started begin - stdin:hooked',
      'hooked stopped end - stdin:hooked',
      'hooked release end - stdin:hooked',
    ]);
  });

  it.each([
    ['before QEMU runs', GOVERNOR, 'the kernel does not take|Is a directory|No such file'],
    ['when it runs', PARTITION, 'has no cpuset of cgroup v2'],
  ])('keeps a domain from starting where it fails %s, says why, and gives back what it took', (_, file, reason) => {
    const kept = read(file);
    rmSync(path.join(tree, file));
    expect(() => daemon.virsh('start', 'hooked')).toThrow(
      new RegExp(`Hook script execution failed[\\s\\S]*(${reason})`),
    );
    expect(daemon.virsh('domstate', 'hooked').trim()).toBe('shut off');
    write(path.join(tree, file), `${kept}\n`);
    expect([read(GOVERNOR), read(PARTITION), existsSync(path.join(tree, 'run/ptx/hook/hooked'))]).toEqual([
      'schedutil',
      'member',
      false,
    ]);
    daemon.virsh('start', 'other');
    daemon.virsh('destroy', 'other');
  });
});

describe.skipIf(isSkipped('shellcheck of hooks', listMissing(['/usr/bin/shellcheck'])))('shellcheck', () => {
  it.each(['win10', "it's", 'a b'])('has nothing to say of the hook of %s', (name) => {
    const { stdout, status } = spawnSync('shellcheck', ['-s', 'sh', '-'], {
      input: formatHook(name, EVERY_STEP),
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([0, '']);
  });
});

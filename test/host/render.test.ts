import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { HostPlan } from '../../src/host/plan.js';
import { planRenderers, renderPlan } from '../../src/host/render/registry.js';
import { GOLDEN_ROOT } from '../helpers/golden.js';
import { hostileFiles, hostileText, makeFile, makePlan } from '../helpers/made-plan.js';
import { readGoldenPlan, renderCase, renderCases } from '../helpers/render-golden.js';
import { expectSameText } from '../helpers/text.js';

const runnable = planRenderers.filter(({ isRunnable }) => isRunnable).map(({ name }) => name);

describe.each(renderCases.map((golden) => [`${golden.format} of ${golden.plan}`, golden] as const))(
  '%s',
  (_, golden) => {
    it('is as expected', () => {
      const [file, text] = renderCase(golden);
      const hint = `write it with "npm run golden:update -- ${golden.folder}"`;
      expect(readdirSync(golden.folder), hint).toEqual([file]);
      expectSameText(text, readFileSync(join(golden.folder, file), 'utf8'), file);
    });
  },
);

it('has goldens for every format that a machine reads, and for no other', () => {
  expect(readdirSync(join(GOLDEN_ROOT, 'host/render')).sort()).toEqual([...runnable].sort());
});

const machine = readGoldenPlan('debian12-grub-gpu');
const blocked: HostPlan = {
  ...machine,
  verdict: 'blocked',
  blockers: [{ code: 'boot-vga', address: '0000:01:00.0', message: 'The only display', isFinal: false }],
  actions: [],
};

describe.each(runnable)('%s', (format) => {
  it('leaves nothing of a blocked plan', () => {
    expect(renderPlan(blocked, format)).toBe('');
  });

  it('asks for no other rights', () => {
    expect(renderPlan(machine, format)).not.toMatch(/\bsudo\b/);
  });

  it('keeps what is said in comments there', () => {
    const message = 'first\n- hosts: all\n}\n"; rm\r\u2028\u0085\x1b';
    const findings = [{ code: 'odd', message }];
    const lines = renderPlan({ ...machine, findings }, format).split(/[\n\r\u2028\u0085]/);
    expect(lines.filter((line) => line.includes('hosts: all') || line.includes('"; rm'))).toEqual(
      [expect.stringMatching(/^# /)].concat(format === 'ansible' ? [expect.stringMatching(/^ {2}hosts: all$/)] : []),
    );
  });

  it('can say that there is nothing to do', () => {
    const text = renderPlan({ ...makePlan([]), requiresReboot: false }, format);
    expect(text).toMatch(/\n$/);
    expect(text).not.toMatch(/update-|undefined|null/);
  });
});

/** What a reader of YAML makes of a rendering, by its version. */
const versions = ['1.1', '1.2'] as const;

describe.each(versions)('read as YAML %s', (version) => {
  const read = (plan: HostPlan, format: string) =>
    parse(renderPlan(plan, format), {
      version,
      customTags: [{ tag: '!unsafe', resolve: (text: string) => text }],
    });

  it('a playbook has the bytes of the plan', () => {
    fc.assert(
      fc.property(hostileFiles(20), (files) => {
        const [{ tasks }] = read(makePlan(files), 'ansible');
        const copies = tasks
          .flatMap((task: { block?: object[] }) => task.block ?? [])
          .flatMap((task: Record<string, object>) => task['ansible.builtin.copy'] ?? []);
        expect(copies.slice(0, -1).map(({ content }: { content: string }) => content)).toEqual(
          files.map(({ content }) => content),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('a cloud-config has the bytes of the plan', () => {
    fc.assert(
      fc.property(hostileFiles(20), (files) => {
        const created = files.filter(({ undo }) => undo.kind === 'remove-file');
        const { write_files = [] } = read(makePlan(created), 'cloud-init');
        const texts = write_files.map(({ content, encoding }: { content: string; encoding?: string }) =>
          encoding === 'b64' ? Buffer.from(content, 'base64').toString() : content,
        );
        expect(texts).toEqual(created.map(({ content }) => content));
      }),
      { numRuns: 40 },
    );
  });

  it('a MachineConfig has every line that the host shall have', () => {
    const { kernelArguments, modprobe } = machine.configuration;
    const { spec } = read(machine, 'machineconfig');
    expect(spec.kernelArguments).toEqual(kernelArguments.map(({ text }) => text));
    const [file] = spec.config.storage.files;
    expect(file).toMatchObject({ path: '/etc/modprobe.d/ptx-vfio.conf', mode: 0o644, overwrite: true });
    const [, body = ''] = /^data:text\/plain;charset=utf-8;base64,(.*)$/.exec(file.contents.source) ?? [];
    expect(Buffer.from(body, 'base64').toString().split('\n').slice(1, -1)).toEqual(modprobe.map(({ text }) => text));
  });

  it('words of commands stay words', () => {
    fc.assert(
      fc.property(
        fc.array(
          hostileText.filter((text) => text !== ''),
          { minLength: 1, maxLength: 5 },
        ),
        (words) => {
          const argv = ['true', ...words];
          const command = {
            kind: 'run-command' as const,
            argv,
            expectedExit: 0 as const,
            timeoutMs: 1000,
            reason: 'The test wants it',
            precondition: { kind: 'command' as const, name: 'true' },
            undo: null,
          };
          expect(read(makePlan([command]), 'cloud-init').runcmd).toEqual(['set -e', argv]);
          const [{ tasks }] = read(makePlan([command]), 'ansible');
          const { block } = tasks.find((task: { block?: object }) => task.block);
          expect(block[0]['ansible.builtin.command'].argv).toEqual(argv);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('cloud-init', () => {
  it('adds lines to a file that is there', () => {
    const text = renderPlan(makePlan([makeFile('/etc/list', 'a\nb\n', 'a\n')]), 'cloud-init');
    expect(parse(text).write_files).toEqual([{ path: '/etc/list', append: true, content: 'b\n' }]);
  });

  it('refuses to write the file of one host to another', () => {
    const plan = makePlan([makeFile('/etc/kernel/cmdline', 'root=/dev/sda1 iommu=pt\n', 'root=/dev/sda1\n')]);
    expect(() => renderPlan(plan, 'cloud-init')).toThrow(expect.objectContaining({ code: 'FORMAT_UNSUITED' }));
  });
});

const SYSFS = '/sys/bus/pci/devices/0000:03:00.0/sriov_numvfs';
const write = (before: string, value: string) => ({
  kind: 'write-sysfs' as const,
  path: SYSFS,
  value,
  reason: 'The test wants it',
  precondition: { kind: 'value' as const, value: before },
  undo: { kind: 'write-sysfs' as const, path: SYSFS, value: before },
});
const RULE = 'ACTION=="add", KERNEL=="0000:03:00.0", ATTR{sriov_numvfs}="4"';
const line = (path: string, text: string) => ({ path, key: text, text, reason: 'The test wants it' });
const vfs = makePlan([write('2', '0'), write('0', '4')], {
  fileLines: [
    line('/etc/udev/rules.d/60-ptx-sriov.rules', RULE),
    line('/etc/sysctl.d/90-ptx.conf', 'vm.nr_hugepages = 8'),
    line('/etc/apparmor.d/local/abstractions/libvirt-qemu', '/roms/a r,'),
  ],
});

describe('attributes of sysfs', () => {
  const argv = expect.arrayContaining(['sh', '-c', SYSFS, '0', '4']);

  it('go through every value, there and back, unless the last one is there', () => {
    const script = renderPlan(vfs, 'shell');
    for (const text of [`check_sysfs ${SYSFS} 2 0 4`, `put_sysfs ${SYSFS} 0 4`, `put_sysfs ${SYSFS} 0 2`]) {
      expect(script).toContain(`  ${text}\n`);
    }
  });

  it('are set by a command where there are commands', () => {
    expect(parse(renderPlan(vfs, 'cloud-init')).runcmd).toEqual(['set -e', argv]);
    const [{ tasks }] = parse(renderPlan(vfs, 'ansible'));
    expect(tasks.at(-2)).toMatchObject({ 'ansible.builtin.command': { argv }, when: 'ptx_sysfs_0.stdout != "4"' });
  });
});

describe('lines of other files', () => {
  it('are files of ours in a MachineConfig, or are left to the reader', () => {
    const text = renderPlan(vfs, 'machineconfig');
    const files = parse(text).spec.config.storage.files.map(({ path }: { path: string }) => path);
    expect(files).toEqual(['/etc/udev/rules.d/60-ptx-sriov.rules', '/etc/sysctl.d/90-ptx.conf']);
    expect(text).toContain('#   /roms/a r,\n');
  });

  it('are options of NixOS, or are left to the reader', () => {
    const text = renderPlan(vfs, 'nixos');
    expect(text).toContain('boot.kernel.sysctl."vm.nr_hugepages" = "8";');
    expect(text).toContain(`services.udev.extraRules = ''\n    ${RULE}\n  '';`);
    expect(text).toContain('#   /roms/a r,\n');
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { HostPlan } from '../../src/host/plan.js';
import { listActions } from '../../src/host/render/plan-parts.js';
import { renderPlan } from '../../src/host/render/registry.js';
import { withFolder } from '../helpers/host-tree.js';
import { isSkipped, listMissing } from '../helpers/hypervisor.js';
import { hostileFiles, makePlan } from '../helpers/made-plan.js';
import { readGoldenPlan, renderCases } from '../helpers/render-golden.js';
import { listSandboxNeeds, makeSandbox, putFile, type Sandbox } from '../helpers/sandbox.js';

/** Where what is not installed is unpacked: `scripts/install-host-tools.sh` puts it there. */
const TOOLS = resolve(process.env.PTX_HOST_TOOLS ?? '.cache/host-tools');
const IGNITION = join(TOOLS, 'usr/bin/ignition-validate');
const CLOUD_INIT = join(TOOLS, 'usr/lib/python3/dist-packages');

const isInsideMissing = (group: string, files: readonly string[]) =>
  isSkipped(group, [...listSandboxNeeds(), ...listMissing(files)]);

/** The goldens of a format, of plans that it can say. */
const listGoldens = (format: string) =>
  renderCases
    .filter((golden) => golden.format === format && !existsSync(join(golden.folder, 'refusal.json')))
    .map(({ plan }) => [plan, readGoldenPlan(plan)] as const);

/** Make a sandbox of a host as the plan found it. */
function makeHost(root: string, plan: HostPlan): Sandbox {
  const commands = listActions(plan, 'run-command').map(({ precondition }) => precondition.name);
  const sandbox = makeSandbox(root, commands);
  for (const { undo } of listActions(plan, 'write-file')) {
    if (undo.kind === 'write-file') putFile(sandbox, undo.path, undo.content, undo.mode);
  }
  return sandbox;
}

function expectDone({ root }: Sandbox, plan: HostPlan): void {
  for (const { path, content, mode } of listActions(plan, 'write-file')) {
    expect(readFileSync(join(root, path)).equals(Buffer.from(content)), JSON.stringify(content)).toBe(true);
    expect(`0${(statSync(join(root, path)).mode & 0o7777).toString(8)}`).toBe(mode);
  }
}

function expectUndone({ root }: Sandbox, plan: HostPlan): void {
  for (const { path, undo } of listActions(plan, 'write-file')) {
    if (undo.kind === 'remove-file') expect(existsSync(join(root, path)), path).toBe(false);
    else expect(readFileSync(join(root, path), 'utf8')).toBe(undo.content);
  }
}

const callsOf = (plan: HostPlan) => listActions(plan, 'run-command').map(({ argv }) => argv.join(' '));

/** A plan of files that are hard to hand over. */
const [hostile = []] = fc.sample(hostileFiles(40), { numRuns: 1, seed: 20_260 });

describe.skipIf(isSkipped('shellcheck', listMissing(['/usr/bin/shellcheck'])))('shellcheck', () => {
  it.each([...listGoldens('shell'), ['hostile texts', makePlan(hostile)] as const])(
    'has no remarks on %s',
    (_, plan) => {
      const input = renderPlan(plan, 'shell');
      const { stdout, status } = spawnSync('shellcheck', ['-s', 'sh', '-'], { input, encoding: 'utf8' });
      expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
    },
  );
});

describe.skipIf(isInsideMissing('scripts', ['/bin/dash']))('a script on a host', () => {
  it.each(listGoldens('shell'))('does %s once, and undoes it once', (_, plan) =>
    withFolder(async (root) => {
      const host = makeHost(root, plan);
      writeFileSync(join(root, 'plan.sh'), renderPlan(plan, 'shell'));
      const run = (word: string) => host.run(['dash', '/plan.sh', word]);
      expect(run('apply')).toMatchObject({ status: 0, stderr: '' });
      expectDone(host, plan);
      expect(host.readCalls()).toEqual(callsOf(plan));

      const again = run('apply');
      expect(again).toMatchObject({ status: 0, stderr: '' });
      expect(again.stdout).toMatch(/^(ptx: By hand: .*\n(ptx: {3}.*\n)*)*ptx: Nothing to do\n$/);
      expect(host.readCalls()).toEqual(callsOf(plan));

      const undo = listActions(plan, 'run-command').flatMap((command) => command.undo?.argv.join(' ') ?? []);
      expect(run('rollback')).toMatchObject({ status: 0, stderr: '' });
      expectUndone(host, plan);
      expect(run('rollback')).toMatchObject({ status: 0, stdout: 'ptx: Nothing to do\n' });
      expect(host.readCalls()).toEqual([...callsOf(plan), ...undo]);
    }),
  );

  it('finishes what failed on the way', () =>
    withFolder(async (root) => {
      const plan = readGoldenPlan('debian12-grub-gpu');
      const host = makeHost(root, plan);
      writeFileSync(join(root, 'plan.sh'), renderPlan(plan, 'shell'));
      putFile(host, '/opt/stand-ins/update-initramfs', '#!/bin/sh\nexit 7\n', '0755');
      const failed = host.run(['dash', '/plan.sh']);
      expect(failed).toMatchObject({
        status: 1,
        stderr: 'ptx: "update-initramfs -u -k all" failed with exit code 7\n',
      });
      expect(host.readCalls()).toEqual([]);
      putFile(host, '/opt/stand-ins/update-initramfs', '#!/bin/sh\necho "update-initramfs $*" >>/opt/calls\n', '0755');
      expect(host.run(['dash', '/plan.sh'])).toMatchObject({ status: 0 });
      expect(host.readCalls()).toEqual(callsOf(plan));
    }));
});

describe.skipIf(isInsideMissing('playbooks', ['/usr/bin/ansible-playbook']))('a playbook', () => {
  const play = (host: Sandbox, plan: HostPlan, ...flags: string[]) => {
    writeFileSync(join(host.root, 'plan.yaml'), renderPlan(plan, 'ansible'));
    const local = ['-i', 'localhost,', '-c', 'local', '-e', 'ansible_python_interpreter=/usr/bin/python3'];
    // There is no sudo in the sandbox, and its user is root.
    return host.run([
      'ANSIBLE_PIPELINING=true',
      'ansible-playbook',
      ...local,
      '-e',
      'ansible_become=false',
      ...flags,
      '/plan.yaml',
    ]);
  };
  const changed = (text: string) => Number(/changed=([0-9]+)/.exec(text)?.[1]);

  it.each(listGoldens('ansible'))('is one, of %s', (_, plan) =>
    withFolder(async (root) => {
      expect(play(makeHost(root, plan), plan, '--syntax-check')).toMatchObject({ status: 0 });
    }),
  );

  // Files that are changed, and commands that no file goes along with.
  const kinds = ['debian12-grub-gpu', 'silverblue-gpu'];
  it.each(listGoldens('ansible').filter(([name]) => kinds.includes(name)))('does %s once', (_, plan) =>
    withFolder(async (root) => {
      const host = makeHost(root, plan);
      const first = play(host, plan);
      expect(first.status, first.stdout + first.stderr).toBe(0);
      expect(changed(first.stdout)).toBeGreaterThan(0);
      expectDone(host, plan);
      expect(host.readCalls()).toEqual(callsOf(plan));
      const second = play(host, plan);
      expect(second.status, second.stdout + second.stderr).toBe(0);
      expect(changed(second.stdout)).toBe(0);
      expect(host.readCalls()).toEqual(callsOf(plan));
    }),
  );

  it('writes hostile texts byte for byte', () =>
    withFolder(async (root) => {
      const plan = makePlan(hostile.slice(0, 10));
      const host = makeHost(root, plan);
      const { status, stdout, stderr } = play(host, plan);
      expect(status, stdout + stderr).toBe(0);
      expectDone(host, plan);
    }));

  it('changes nothing on another host, and finishes what failed', () =>
    withFolder(async (root) => {
      const plan = readGoldenPlan('debian12-grub-gpu');
      const host = makeHost(root, plan);
      const [, list] = listActions(plan, 'write-file');
      const before = list?.undo.kind === 'write-file' ? list.undo.content : '';
      putFile(host, list?.path ?? '', 'of another host\n');
      expect(play(host, plan)).toMatchObject({ status: 2 });
      putFile(host, list?.path ?? '', before);
      expectUndone(host, plan);

      putFile(host, '/opt/stand-ins/update-grub', '#!/bin/sh\nexit 7\n', '0755');
      expect(play(host, plan)).toMatchObject({ status: 2 });
      putFile(host, '/opt/stand-ins/update-grub', '#!/bin/sh\necho update-grub >>/opt/calls\n', '0755');
      expect(play(host, plan)).toMatchObject({ status: 0 });
      const [initramfs] = callsOf(plan);
      expect(host.readCalls()).toEqual([initramfs, ...callsOf(plan)]);
    }));
});

/** Carries a cloud-config out with the modules of cloud-init itself. */
const CLOUD = `
import subprocess, sys
from cloudinit import util
from cloudinit.config import cc_write_files
config = util.load_yaml(open("/plan.yaml").read())
cc_write_files.write_files("write_files", config.get("write_files", []), "root:root")
open("/runcmd", "wb").write(util.shellify(config.get("runcmd", [])).encode())
sys.exit(subprocess.call(["sh", "/runcmd"], stdin=subprocess.DEVNULL))
`;

describe.skipIf(isInsideMissing('cloud-configs', [CLOUD_INIT]))('a cloud-config', () => {
  const carryOut = (host: Sandbox, plan: HostPlan) => {
    writeFileSync(join(host.root, 'plan.yaml'), renderPlan(plan, 'cloud-init'));
    writeFileSync(join(host.root, 'cloud.py'), CLOUD);
    execFileSync('cp', ['-r', join(CLOUD_INIT, 'cloudinit'), join(host.root, 'cloudinit')]);
    return host.run(['PYTHONPATH=/', '/usr/bin/python3', '/cloud.py']);
  };

  it.each(listGoldens('cloud-init'))('does %s', (name, plan) =>
    withFolder(async (root) => {
      const folder = renderCases.find(({ format, plan }) => format === 'cloud-init' && plan === name)?.folder ?? '';
      const program = join(TOOLS, 'usr/bin/cloud-init');
      const schema = ['schema', '--config-file', join(folder, 'expected.yaml')];
      const { stdout, stderr } = spawnSync('/usr/bin/python3', [program, ...schema], {
        encoding: 'utf8',
        env: { ...process.env, PYTHONPATH: CLOUD_INIT },
      });
      expect(stdout + stderr).toMatch(/Valid cloud-config/);
      const host = makeHost(root, plan);
      const { status, stderr: errors } = carryOut(host, plan);
      expect(status, errors).toBe(0);
      expectDone(host, plan);
      expect(host.readCalls()).toEqual(callsOf(plan));
    }),
  );

  it('writes hostile texts byte for byte', () =>
    withFolder(async (root) => {
      const plan = makePlan(hostile.filter(({ undo }) => undo.kind === 'remove-file'));
      const host = makeHost(root, plan);
      const { status, stderr } = carryOut(host, plan);
      expect(status, stderr).toBe(0);
      expectDone(host, plan);
    }));
});

describe.skipIf(isSkipped('MachineConfigs', listMissing([IGNITION])))('the Ignition of a MachineConfig', () => {
  it.each(listGoldens('machineconfig'))('is valid for %s', (_, plan) => {
    const { apiVersion, kind, spec } = parse(renderPlan(plan, 'machineconfig'));
    expect({ apiVersion, kind }).toEqual({ apiVersion: 'machineconfiguration.openshift.io/v1', kind: 'MachineConfig' });
    expect(Object.keys(spec).filter((key) => !['config', 'kernelArguments'].includes(key))).toEqual([]);
    const input = JSON.stringify(spec.config);
    const { status, stderr } = spawnSync(IGNITION, ['-'], { input, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe.skipIf(isSkipped('NixOS modules', listMissing(['/usr/bin/nix-instantiate'])))('a NixOS module', () => {
  const evaluate = (plan: HostPlan) =>
    withFolder(async (root) => {
      writeFileSync(join(root, 'module.nix'), renderPlan(plan, 'nixos'));
      const store = { NIX_STORE_DIR: `${root}/store`, NIX_STATE_DIR: `${root}/state`, NIX_LOG_DIR: `${root}/log` };
      const argv = ['--eval', '--strict', '--json', '--expr', `import ${root}/module.nix { }`];
      return JSON.parse(
        execFileSync('nix-instantiate', argv, { encoding: 'utf8', stdio: 'pipe', env: { ...process.env, ...store } }),
      );
    });

  it.each(listGoldens('nixos'))('says what %s shall have', async (_, plan) => {
    const { kernelArguments, initramfsModules } = plan.configuration;
    const { boot } = await evaluate(plan);
    expect(boot.kernelParams ?? []).toEqual(kernelArguments.map(({ text }) => text));
    expect(boot.initrd.kernelModules).toEqual(initramfsModules.map(({ text }) => text));
  });

  it('keeps every character', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.string({ minLength: 1 }), { minLength: 10, maxLength: 20 }), async (texts) => {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: Nix would interpolate it
        const odd = [...texts, '${x}', "''", "'''", '$${x}', "$''{", '\\', '"', "a'"].map((text) => `x${text}`);
        const wanted = odd.map((text) => ({ text, reason: 'The test wants it' }));
        const { boot } = await evaluate(makePlan([], { initramfsModules: wanted, modprobe: wanted }));
        expect(boot.initrd.kernelModules).toEqual(odd);
        expect(boot.extraModprobeConfig).toBe(odd.map((text) => `${text}\n`).join(''));
      }),
      { numRuns: 3 },
    ));
});

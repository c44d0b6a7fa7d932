import { execFileSync, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMachine, withFolder, withTree, writeFiles } from '../helpers/host-tree.js';
import {
  isSkipped,
  listMissing,
  makeDriverRoot,
  readHypervisor,
  removeDriverRoot,
  shareCapabilities,
} from '../helpers/hypervisor.js';
import { buildProgram } from '../helpers/program.js';
import { readTree } from '../helpers/tree-state.js';
import { defineAll } from '../helpers/virsh.js';

const EXAMPLE = resolve('examples/ansible');
/** A plan for it has files that are new, one that changes, and a program. */
const MACHINE = 'gentoo-vega';
/** A program of the host that needs nothing of it, and notes how it was called. */
const PROGRAM = `
  #include <stdio.h>
  int main(int argc, char **argv) {
    FILE *calls = fopen("/calls", "a");
    for (int index = 0; index < argc; index += 1) fprintf(calls, "%s%c", argv[index], index + 1 < argc ? ' ' : '\\n');
    return fclose(calls);
  }`;

const isMissing = isSkipped('the Ansible role', [
  ...listMissing(['/usr/bin/ansible-playbook', '/usr/bin/virsh', '/usr/bin/cc']),
  ...(process.getuid?.() === 0 ? [] : ['root']),
]);

function play(playbook: string, variables: object, ...flags: string[]): SpawnSyncReturns<string> {
  return spawnSync(
    'ansible-playbook',
    ['-i', 'rack2,', '-c', 'local', '-e', JSON.stringify(variables), ...flags, playbook],
    {
      encoding: 'utf8',
      cwd: EXAMPLE,
      env: { ...process.env, ANSIBLE_NOCOWS: '1', ANSIBLE_NOCOLOR: '1', ANSIBLE_PIPELINING: 'true' },
    },
  );
}

/** How many tasks changed something, of a run that did not fail. */
function countChanged({ stdout, stderr, status }: SpawnSyncReturns<string>): number {
  expect(status, stdout + stderr).toBe(0);
  return Number(/changed=([0-9]+)/.exec(stdout)?.[1]);
}

let command: string[];
let build: string;
beforeAll(() => {
  build = mkdtempSync(join(tmpdir(), 'ptx-infrastructure-'));
  command = [process.execPath, buildProgram(build)];
});
afterAll(() => rmSync(build, { recursive: true }));

describe.skipIf(isMissing)('the Ansible role', { timeout: 600_000 }, () => {
  const base = () => ({
    ansible_python_interpreter: '/usr/bin/python3',
    ansible_become: false,
    libvirt_ptx_command: command,
  });

  it('is what the playbook of the example uses', () => {
    expect(play('site.yml', {}, '--syntax-check')).toMatchObject({ status: 0 });
  });

  it('prepares a host once, and says before what it would do', () =>
    withTree(readMachine(MACHINE), async (root) => {
      writeFiles(root, { '/boot/grub/grub.cfg': 'generated', '/usr/sbin/grub-mkconfig': '' });
      mkdirSync(join(root, 'var/lib'), { recursive: true });
      execFileSync('cc', ['-static', '-x', 'c', '-', '-o', join(root, 'usr/sbin/grub-mkconfig')], { input: PROGRAM });
      const playbook = join(build, 'host.yml');
      writeFileSync(playbook, JSON.stringify([{ hosts: 'all', gather_facts: false, roles: ['libvirt_ptx'] }]));
      const variables = {
        ...base(),
        libvirt_ptx_root: root,
        libvirt_ptx_devices: [readMachine(MACHINE).expect.target],
        libvirt_ptx_plan_flags: ['--iommu-pt'],
      };
      const before = readTree(root);
      const checked = play(playbook, variables, '--check');
      expect(countChanged(checked)).toBe(1);
      expect(checked.stdout).toContain('vfio');
      expect(readTree(root)).toEqual(before);

      expect(countChanged(play(playbook, variables))).toBe(1);
      expect(readFileSync(join(root, 'etc/modprobe.d/ptx-vfio.conf'), 'utf8')).toContain('vfio-pci');
      expect(readFileSync(join(root, 'calls'), 'utf8')).toBe('grub-mkconfig -o /boot/grub/grub.cfg\n');
      const after = readTree(root);

      expect(countChanged(play(playbook, variables))).toBe(0);
      expect(readTree(root)).toEqual(after);

      const essential = { ...variables, libvirt_ptx_devices: ['0000:00:00.0'] };
      const blocked = play(playbook, essential);
      expect({ status: blocked.status, tree: readTree(root) }).toEqual({ status: 2, tree: after });
    }));

  it('changes a domain once, keeps its password, and prints it nowhere', () =>
    withFolder(async (folder) => {
      const hypervisor = readHypervisor();
      const driver = makeDriverRoot(hypervisor);
      shareCapabilities(driver);
      try {
        const domain = readFileSync('examples/windows-gpu/win10.xml', 'utf8')
          .replace(/type=(['"])kvm\1/, "type='qemu'")
          .replace('</devices>', "  <graphics type='vnc' passwd='hunter2'/>\n  </devices>");
        const file = join(folder, 'win10.xml');
        writeFileSync(file, domain);
        const connect = `qemu:///embed?root=${driver.path}`;
        const virsh = (...words: string[]) => execFileSync('virsh', ['-c', connect, ...words], { encoding: 'utf8' });
        virsh('define', file);
        const dump = () => virsh('dumpxml', '--inactive', '--security-info', 'win10');
        const playbook = join(folder, 'domain.yml');
        writeFileSync(playbook, JSON.stringify([{ hosts: 'all', gather_facts: false, roles: ['libvirt_ptx'] }]));
        const steps = ['hide-kvm', { 'add-pci-hostdev': { device: 'gpu0', functions: '0-1' } }];
        const variables = {
          ...base(),
          libvirt_ptx_connect: connect,
          libvirt_ptx_device_map: { gpu0: { rack1: '0000:01:00.0', rack2: '0000:41:00.0' } },
          libvirt_ptx_domains: [{ name: 'win10', steps: { steps }, flags: ['--enable-hyperv'] }],
        };
        const before = dump();
        const checked = play(playbook, variables, '--check', '--diff', '-v');
        expect(countChanged(checked)).toBe(1);
        expect(checked.stdout).toContain('/domain/features/kvm');
        expect(dump()).toBe(before);

        const first = play(playbook, variables, '--diff', '-v');
        expect(countChanged(first)).toBe(1);
        const after = dump();
        expect(after).toContain("<hidden state='on'/>");
        expect(after).toContain("bus='0x41'");
        expect(after).toContain("passwd='hunter2'");
        expect(checked.stdout + checked.stderr + first.stdout + first.stderr).not.toContain('hunter2');

        expect(countChanged(play(playbook, variables))).toBe(0);
        expect(dump()).toBe(after);
      } finally {
        removeDriverRoot(driver);
      }
    }));
});

/** What HashiCorp's parser makes of main.tf, as far as it is looked at here. */
interface Configuration {
  readonly data: { external: { render: [{ program: string[]; query: Record<string, string> }] } };
  readonly resource: {
    terraform_data: {
      render: [
        { provisioner: { 'local-exec': { command: string; environment: Record<string, string>; when?: string }[] } },
      ];
    };
  };
}

/** Terraform's templates, as far as the example needs them. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\$\{([\w.]+)\}/g, (_, name: string) => values[name] ?? '');
}

describe('the Terraform example', () => {
  const folder = () => join(build, 'terraform');
  let configuration: Configuration;
  beforeAll(async () => {
    cpSync('examples/terraform', folder(), { recursive: true });
    const library = join(folder(), 'node_modules/libvirt-ptx');
    mkdirSync(library, { recursive: true });
    const compiler = resolve('node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', join(library, 'dist')]);
    cpSync('package.json', join(library, 'package.json'));
    symlinkSync(resolve('node_modules'), join(library, 'node_modules'));
    configuration = (await parse('main.tf', readFileSync(join(folder(), 'main.tf'), 'utf8'))) as Configuration;
  });

  const read = (name: string) => readFileSync(join(folder(), name), 'utf8');
  const query = () => ({
    domain: fill(read('render.xml.tftpl'), { name: 'render', memory_gib: '16', vcpus: '8' }),
    steps: read('steps.yaml'),
    devices: read('devices.yaml'),
    node: 'rack2',
  });
  /** As Terraform runs the program of an external data source. */
  const run = (input: string) => {
    const { program } = configuration.data.external.render[0];
    const [file = '', ...words] = program.map((word) => fill(word, { 'path.module': folder() }));
    return spawnSync(file, words, { input, encoding: 'utf8' });
  };

  it('asks for what the program takes', () => {
    expect(Object.keys(configuration.data.external.render[0].query).sort()).toEqual(Object.keys(query()).sort());
  });

  it('gets an object of strings, the same each time, with a domain that libvirt defines', () => {
    const { status, stdout, stderr } = run(JSON.stringify(query()));
    expect(status, stderr).toBe(0);
    const result = JSON.parse(stdout) as Record<string, string>;
    expect(Object.values(result).every((value) => typeof value === 'string')).toBe(true);
    expect(result.domain).toContain("bus='0x41'");
    expect(Number(result.changes)).toBeGreaterThan(0);
    expect(run(JSON.stringify(query())).stdout).toBe(stdout);
    const settled = run(JSON.stringify({ ...query(), domain: result.domain })).stdout;
    expect(JSON.parse(settled)).toEqual({ domain: result.domain, changes: '0' });
    expect(Object.fromEntries(defineAll(new Map([['render', result.domain ?? '']])).errors)).toEqual({});
  });

  it.each([
    ['a step that does not exist', { steps: 'steps: [hide-kmv]' }, 'OPTION_INVALID: Unknown transform "hide-kmv"'],
    ['a node that the map does not know', { node: 'rack3' }, 'TARGET_NOT_FOUND: '],
    ['a domain that is none', { domain: '<!DOCTYPE x><x/>' }, 'XML_DOCTYPE_REFUSED: '],
  ])('stops the plan for %s', (_, part, line) => {
    const { status, stdout, stderr } = run(JSON.stringify({ ...query(), ...part }));
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(line);
  });

  it('hands the domain to virsh as it is', () => {
    const [create, destroy] = configuration.resource.terraform_data.render[0].provisioner['local-exec'];
    const programs = join(build, 'programs');
    mkdirSync(programs);
    writeFileSync(join(programs, 'virsh'), `#!/bin/sh\nprintf '%s\\n' "$*"\ncase $* in *stdin) cat;; esac\n`);
    chmodSync(join(programs, 'virsh'), 0o755);
    const env = { PATH: `${programs}:${process.env.PATH}`, CONNECT: 'test:///default', DOMAIN: "<domain a='$x'>\\n%s" };
    const shell = (text = '') => execFileSync('sh', ['-c', text], { env, encoding: 'utf8' });
    expect(shell(create?.command)).toBe(`--connect test:///default define --validate /dev/stdin\n${env.DOMAIN}`);
    expect(destroy?.when).toContain('destroy');
    expect(shell(destroy?.command)).toBe('--connect test:///default undefine render --keep-nvram\n');
    expect(Object.keys(create?.environment ?? {})).toEqual(['CONNECT', 'DOMAIN']);
    expect(Object.keys(destroy?.environment ?? {})).toEqual(['CONNECT']);
  });
});

describe.skipIf(isSkipped('systemd', listMissing(['/usr/bin/systemd-analyze'])))('the unit that lints', () => {
  const UNIT = 'templates/systemd/libvirt-ptx-lint.service';

  it('is one for systemd', () => {
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', UNIT], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('fails where a domain will not work', () => {
    const [, line = ''] = /^ExecStart=(.*)$/m.exec(readFileSync(UNIT, 'utf8')) ?? [];
    const domains = join(build, 'qemu');
    mkdirSync(domains);
    const programs = join(build, 'bin');
    mkdirSync(programs);
    writeFileSync(join(programs, 'libvirt-ptx'), `#!/bin/sh\nexec '${command.join("' '")}' "$@"\n`);
    chmodSync(join(programs, 'libvirt-ptx'), 0o755);
    const start = (name: string) => {
      cpSync(name, join(domains, 'guest.xml'));
      const [file = '', ...words] = line.replace('/etc/libvirt/qemu', domains).split(' ');
      return spawnSync(file, words, {
        env: { PATH: `${programs}:${process.env.PATH}`, NO_COLOR: '1' },
        encoding: 'utf8',
      });
    };
    expect(start('examples/ci-check/domains/ready.xml').status).toBe(0);
    const broken = start('golden/lint/hostdev-unique/reject-disk/input.xml');
    expect({ status: broken.status, isTold: broken.stdout.includes('guest.xml') }).toEqual({ status: 1, isTold: true });
  });
});

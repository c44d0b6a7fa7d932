import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostJsonSchema } from '../../src/host/model.js';
import { readMachine, writeTree } from '../helpers/host-tree.js';
import { runPtx } from './memory-io.js';

const NAME = 'ubuntu1804-e3-gtx1060';
const golden = (path: string) => readFileSync(`golden/host/${path}`, 'utf8');
const files = { 'node1.json': golden(`inspect/${NAME}.json`) };
let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ptx-cli-host-'));
  writeTree(readMachine(NAME), root);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('ptx host inspect', () => {
  it('reads a tree and prints text', async () => {
    expect(await runPtx(['host', 'inspect', '--root', root])).toMatchObject({
      code: 0,
      stdout: golden(`inspect/${NAME}.txt`),
      stderr: '',
    });
  });

  it('prints JSON that --host takes', async () => {
    const { code, stdout, stderr } = await runPtx(['host', 'inspect', '--root', root, '--format=json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, kernel: '4.15.0-39-generic' });
    const again = await runPtx(['host', 'inspect', '--host', 'x.json', '--format=json'], {
      files: { 'x.json': stdout },
    });
    expect(again).toMatchObject({ code: 0, stdout });
  });

  it('reads this host where no other is named', async () => {
    const { code, stdout } = await runPtx(['host', 'inspect', '--format=json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ kernel: readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim() });
  });
});

describe('ptx host groups', () => {
  const text = golden(`groups/${NAME}.txt`);

  it('prints text, of a tree and of a snapshot', async () => {
    expect(await runPtx(['host', 'groups', '--root', root])).toMatchObject({ code: 0, stdout: text, stderr: '' });
    expect(await runPtx(['host', 'groups', '--host', 'node1.json'], { files })).toMatchObject({
      code: 0,
      stdout: text,
    });
  });

  it('prints JSON', async () => {
    const { stdout } = await runPtx(['host', 'groups', '--host', 'node1.json', '--format', 'json'], { files });
    const { iommu, groups } = JSON.parse(stdout);
    expect(iommu).toBe('enabled');
    expect(groups[1]).toMatchObject({ id: 1, verdict: 'isolated-with-bridge', viability: { isViable: false } });
  });

  it('colours when told to', async () => {
    const { stdout } = await runPtx(['host', 'groups', '--host', 'node1.json', '--color=always'], { files });
    expect(stdout).toContain('\x1b[32m0000:01:00.0\x1b[0m');
    expect(stripVTControlCharacters(stdout)).toBe(text);
  });
});

describe('ptx host', () => {
  it.each([[['host', '--help']], [['help', 'host']], [['host', '-h']]])('%j lists its commands', async (argv) => {
    const { code, stdout, stderr } = await runPtx(argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: ptx host COMMAND /);
    expect(stdout).toMatch(/\n {2}inspect .*[\s\S]*\n {2}groups /);
  });

  it.each(['inspect', 'groups'])('%s has help that fits 80 columns', async (name) => {
    const { code, stdout } = await runPtx(['host', name, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: ptx host ${name} `));
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it.each([
    [['host'], 2, 'Expected a command of "ptx host": inspect, groups'],
    [['host', 'bind'], 2, 'Expected an ADDRESS'],
    [['host', 'group'], 2, 'Unknown command "host group"\n  Did you mean "groups"?'],
    [['host', 'inspect', 'x'], 2, 'Expected no operand, found "x"'],
    [['host', 'groups', '--rot', '/'], 2, 'Unknown flag "--rot"\n  Did you mean "--root"?'],
    [['host', 'groups', '--root', '/', '--host', 'node1.json'], 2, '--root and --host exclude each other'],
    [['host', 'inspect', '--root', '/nonexistent'], 3, 'ptx: /nonexistent: FILE_UNREADABLE: Cannot read: no such file'],
    [['host', 'inspect', '--root', '/proc/version'], 3, 'FILE_UNREADABLE: Cannot read: not a directory'],
    [['host', 'groups', '--host', 'none.json'], 3, 'ptx: none.json: FILE_UNREADABLE: '],
    [['host', 'groups', '--host', 'text.json'], 3, 'ptx: text.json: FILE_MALFORMED: The file is not JSON'],
    [
      ['host', 'groups', '--host', 'half.json'],
      3,
      'ptx: half.json:1:1: FILE_MALFORMED: No host snapshot: "distro": Required',
    ],
    [
      ['host', 'groups', '--host', 'next.json'],
      3,
      'ptx: next.json:1:18: FILE_MALFORMED: No host snapshot: "schemaVersion": Expected 1, found 2',
    ],
  ])('%j fails and prints nothing', async (argv, code, message) => {
    const bad = { 'text.json': 'x', 'half.json': '{"schemaVersion":1}', 'next.json': '{"schemaVersion":2}' };
    const outcome = await runPtx(argv, { files: { ...files, ...bad } });
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toContain(message);
  });
});

it('ptx schema host prints the schema that is published', async () => {
  const { code, stdout } = await runPtx(['schema', 'host']);
  expect(code).toBe(0);
  expect(stdout).toBe(readFileSync('schema/host.json', 'utf8'));
  expect(JSON.parse(stdout)).toEqual(hostJsonSchema());
});

describe('ptx host plan', () => {
  const node = ['--host', 'node1.json'];

  it('prints the plan for people', async () => {
    const { code, stdout, stderr } = await runPtx(['host', 'plan', '--device', '01:00', ...node], { files });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('+ softdep nouveau pre: vfio-pci');
  });

  it('prints the plan as JSON, from a tree as well', async () => {
    const args = ['host', 'plan', '--device', '01:00.0', '--root', root, '--format', 'json'];
    const { code, stdout } = await runPtx(args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      passthroughSet: ['0000:01:00.0', '0000:01:00.1'],
      ids: ['10de:1c03', '10de:10f1'],
      verdict: 'isolated-with-bridge',
      requiresReboot: true,
    });
  });

  it('takes several addresses, and every other request', async () => {
    const { code, stdout } = await runPtx(
      [
        ...['host', 'plan', '--device', '01:00.0', '01:00.1', '--bind', 'driver-override', '--no-companions'],
        ...['--blacklist', '--disable-vga', '--iommu-pt', '--unsafe-interrupts', '--i-know', 'only-display'],
        ...[
          '--i-know',
          'hugepages-memory-unknown',
          '--hugepages',
          '2M=16',
          '--rom',
          '/var/lib/gpu.rom',
          '--format',
          'json',
          ...node,
        ],
      ],
      { files },
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout).request).toEqual({
      devices: ['01:00.0', '01:00.1'],
      companions: false,
      accepted: ['only-display', 'hugepages-memory-unknown'],
      bind: 'driver-override',
      iommuPt: true,
      acsOverride: false,
      unsafeInterrupts: true,
      disableVga: true,
      blacklist: true,
      sriov: [],
      hugepages: { sizeKiB: 2048, count: 16 },
      rom: '/var/lib/gpu.rom',
    });
  });

  it.each([
    ['what would cut the host off', ['--device', '00:1f.2'], 1, /root file system/],
    ['an override that the kernel ignores', ['--device', '01:00', '--acs-override'], 1, /pcie_acs_override/],
    ['CPUs of which none is known', ['--isolate-cpus', '3'], 1, /Which CPUs the host has is not known/],
    [
      'pages of a memory that is not known',
      ['--hugepages', '2M=4'],
      1,
      /--i-know\s+hugepages-memory-unknown goes ahead/,
    ],
    ['a function without virtual functions', ['--sriov', '01:00.0=2'], 1, /no virtual functions/],
  ])('refuses %s', async (_, flags, code, message) => {
    const result = await runPtx(['host', 'plan', ...flags, ...node], { files });
    expect(result).toMatchObject({ code, stderr: '' });
    expect(result.stdout).toMatch(message);
  });

  it.each([
    ['nothing', [], 2],
    ['a number that is none', ['--sriov', '01:00.0=many'], 2],
    ['pages without a unit', ['--hugepages', '16'], 2],
    ['no page', ['--hugepages', '1G=0'], 2],
    ['CPUs that are no set', ['--isolate-cpus', ''], 2],
    ['a ROM without a path', ['--rom', ''], 2],
    ['a ROM whose path AppArmor would read as two words', ['--rom', '/gpu card.rom'], 2],
    ['more virtual functions than there can be', ['--sriov', '01:00.0=99999'], 2],
    ['no address', ['--device', 'gpu'], 2],
    ['a device that is not there', ['--device', '7f:00'], 3],
    ['an unknown format', ['--device', '01:00', '--format', 'yml'], 2],
  ])('does not take %s', async (_, flags, code) => {
    const result = await runPtx(['host', 'plan', ...flags, ...node], { files });
    expect(result).toMatchObject({ code, stdout: '', stderr: expect.not.stringMatching(/Too (small|big)|Invalid/) });
  });
});

import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DOMAIN, HIDDEN, runPtx } from './memory-io.js';

const OTHER = HIDDEN.replace('<vcpu>4</vcpu>', '<vcpu>8</vcpu>').replace(
  '</os>',
  `  <cmdline>${'quiet '.repeat(10)}a=1</cmdline>\n  </os>\n  <devices>\n    <hostdev mode='subsystem' type='pci'><source><address bus='1'/></source><rom file='/vbios.rom'/><address type='pci' domain='0x0000' bus='0x05' slot='0x00' function='0x0'/></hostdev>\n  </devices>`,
);
const files = {
  'a.xml': DOMAIN,
  'same.xml': DOMAIN.replaceAll("'", '"'),
  'b.xml': HIDDEN,
  'c.xml': OTHER,
  'no.xml': '<network/>',
};
const diff = (...args: string[]) => runPtx(['diff', ...args], { files, stdin: DOMAIN });

describe('ptx diff', () => {
  it('says nothing where there is nothing', async () => {
    expect(await diff('a.xml', 'same.xml')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(await diff('same.xml', '-')).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  it('prints the differences, an empty line between things, and exits 1', async () => {
    const added = "+ /domain/features/kvm: <kvm><hidden state='on'/></kvm> (line 9)\n";
    expect(await diff('a.xml', 'b.xml')).toMatchObject({ code: 1, stdout: added, stderr: '' });
    expect(await diff('-', 'b.xml')).toMatchObject({ code: 1, stdout: added, stderr: '' });
    const { stdout } = await diff('c.xml', 'a.xml');
    expect(stdout.split('\n\n')).toHaveLength(4);
    expect(stdout).toMatch(
      /^~ \/domain\/vcpu: 8 -> 4 \(line 3\)\n\n- \/domain\/os\/cmdline: .* a=1<\/cmdline> \(line 6\)\n\n/,
    );
  });

  it('gives long values a line each, and cuts elements but no values', async () => {
    const long = OTHER.replace('a=1', 'a=2');
    const { stdout } = await runPtx(['diff', 'c.xml', '-'], { files, stdin: long });
    const quiet = 'quiet '.repeat(10);
    expect(stdout).toBe(`~ /domain/os/cmdline: (line 6)\n    ${quiet}a=1\n    ${quiet}a=2\n`);
    expect((await diff('b.xml', 'c.xml')).stdout).toMatch(/: <devices>.{150}… \(line 8\)\n/);
  });

  it('prints JSON', async () => {
    const { code, stdout } = await diff('a.xml', 'b.xml', '--format', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      differences: [
        {
          op: 'add',
          path: '/domain/features/kvm',
          before: null,
          after: "<kvm>\n      <hidden state='on'/>\n    </kvm>",
          places: { before: null, after: { path: '/domain/features/kvm', line: 9, column: 5 } },
        },
      ],
    });
    const same = await diff('a.xml', 'same.xml', '--format=json');
    expect(same).toMatchObject({ code: 0, stdout: '{\n  "differences": []\n}\n' });
  });

  it.each([
    [true, {}, [], true],
    [false, {}, [], false],
    [true, { NO_COLOR: '1' }, [], false],
    [false, { NO_COLOR: '1' }, ['--color=always'], true],
    [true, {}, ['--color', 'never'], false],
    [true, {}, ['--format', 'json'], false],
  ])('terminal %j, environment %j, flags %j: coloured %j', async (isStdoutTerminal, env, flags, isColored) => {
    const { stdout } = await runPtx(['diff', 'a.xml', 'c.xml', ...flags], { files, io: { isStdoutTerminal, env } });
    expect(stdout.includes('\x1b')).toBe(isColored);
    expect(stripVTControlCharacters(stdout)).toBe(
      (await diff('a.xml', 'c.xml', ...flags.filter((f) => /format|json/.test(f)))).stdout,
    );
    if (isColored) expect(stdout).toContain('/domain/vcpu: \x1b[31m4\x1b[0m -> \x1b[32m8\x1b[0m');
  });

  it('escapes what could steer a terminal', async () => {
    const stdin = DOMAIN.replace('win10', 'win&#x9b;31m');
    expect((await runPtx(['diff', 'a.xml', '-'], { files, stdin })).stdout).toBe(
      '~ /domain/name: win10 -> win\\x9b31m (line 2)\n',
    );
  });

  it.each([
    [['a.xml'], 2, 'ptx: USAGE: Expected two files, A and B, found 1\n  See "ptx diff --help"\n'],
    [['a.xml', 'b.xml', 'c.xml'], 2, 'ptx: USAGE: Expected two files, A and B, found 3\n  See "ptx diff --help"\n'],
    [['-', '-'], 2, 'ptx: USAGE: Only one of A and B can be standard input\n  See "ptx diff --help"\n'],
    [['a.xml', 'b.xml', '--format', 'xml'], 2, /^ptx: USAGE: Expected --format to be "text" or "json"/],
    [['a.xml', 'gone.xml'], 3, /^ptx: gone\.xml: FILE_UNREADABLE: Cannot read: /],
    [['no.xml', 'a.xml'], 3, /^ptx: no\.xml:1:1: NOT_A_DOMAIN: /],
  ])('%j exits %i', async (args, code, stderr) => {
    const outcome = await diff(...args);
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toMatch(stderr);
  });
});

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../../src/cli/standard-streams.js';
import { makeFifo, readSlowly, writeSlowly } from '../helpers/fifo.js';
import { buildProgram } from '../helpers/program.js';
import { ANNOTATED, DOMAIN_XML, EXPECTED } from '../kubevirt/example.js';
import { DOMAIN, HIDDEN } from './memory-io.js';

let folder: string;
let bin: string;
const at = (name: string) => join(folder, name);
const run = (args: string[], input: string | Buffer = '') =>
  spawnSync(process.execPath, [bin, ...args], { input, encoding: 'utf8' });
const shell = (script: string) =>
  spawnSync('bash', ['-c', script, process.execPath, bin], { encoding: 'utf8', cwd: folder });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ptx-bin-'));
  bin = buildProgram(folder);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('the program', () => {
  it('filters standard input', () => {
    expect(run(['transform', '--hide-kvm'], DOMAIN)).toMatchObject({ status: 0, stdout: HIDDEN, stderr: '' });
  });

  it('prints nothing for broken input', () => {
    const { status, stdout, stderr } = run(['transform', '--hide-kvm'], Buffer.from('<domain>\n\xff', 'latin1'));
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toBe('ptx: <stdin>:2:1: XML_NOT_WELL_FORMED: Not well-formed XML: byte 0xFF is not UTF-8\n');
  });

  it('rewrites a file in place', () => {
    writeFileSync(at('win10.xml'), DOMAIN);
    chmodSync(at('win10.xml'), 0o640);
    const before = readdirSync(folder);
    const args = ['transform', at('win10.xml'), '--hide-kvm', '--in-place'];
    expect(run(args)).toMatchObject({ status: 0, stdout: '', stderr: `${at('win10.xml')}: 1 change\n` });
    expect(readFileSync(at('win10.xml'), 'utf8')).toBe(HIDDEN);
    expect(statSync(at('win10.xml')).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(before);
    expect(run([...args.slice(0, -1), '--check']).status).toBe(0);
  });

  it('tells why a file cannot be written or read', () => {
    const unwritable = run(['transform', '-o', at('missing/out.xml')], DOMAIN);
    expect(unwritable).toMatchObject({ status: 3, stdout: '' });
    expect(unwritable.stderr).toBe(
      `ptx: ${at('missing/out.xml')}: FILE_UNWRITABLE: Cannot write: no such file or directory\n`,
    );
    expect(run(['transform', folder]).stderr).toBe(
      `ptx: ${folder}: FILE_UNREADABLE: Cannot read: illegal operation on a directory\n`,
    );
  });

  it('is quiet when its reader goes away', () => {
    writeFileSync(at('long.xml'), DOMAIN.replace('win10', 'x'.repeat(1_000_000)));
    const script = '"$0" "$1" transform long.xml --hide-kvm | head -c 1 >head; echo "$PIPESTATUS"';
    expect(shell(script)).toMatchObject({ stdout: '0\n', stderr: '' });
    expect(readFileSync(at('head'), 'utf8')).toBe('<');
    expect(shell('"$0" "$1" transform long.xml | wc -c').stdout.trim()).toBe(String(statSync(at('long.xml')).size));
  });

  it('reads and writes pipes that do not wait for one another', async () => {
    const [input, output] = [makeFifo(at('in')), makeFifo(at('out'))];
    // Node itself has its child wait for descriptors 0 to 2, so a shell puts them there.
    const script = 'exec "$0" "$1" transform --hide-kvm <&3 >&4 3<&- 4>&-';
    const stdio = ['ignore', 'ignore', 'pipe', input.reader, output.writer] as const;
    const child = spawn('bash', ['-c', script, process.execPath, bin], { stdio: [...stdio] });
    for (const end of [input.reader, output.writer]) closeSync(end);
    const long = (text: string) => text.replace('win10', 'x'.repeat(300_000));
    const [stdout, stderr, [status]] = await Promise.all([
      readSlowly(output.reader),
      collect(child.stderr as Readable),
      once(child, 'exit'),
      writeSlowly(input.writer, Buffer.from(long(DOMAIN))),
    ]);
    expect({ status, stderr: String(stderr) }).toEqual({ status: 0, stderr: '' });
    expect(stdout === long(HIDDEN)).toBe(true);
  });

  it('fails when standard output is full', () => {
    writeFileSync(at('full.xml'), DOMAIN);
    expect(shell('"$0" "$1" transform full.xml >/dev/full')).toMatchObject({
      status: 3,
      stderr: 'ptx: FILE_UNWRITABLE: Cannot write to standard output: no space left on device\n',
    });
  });

  it('is the hook of KubeVirt that it is called as', () => {
    symlinkSync(bin, at('onDefineDomain'));
    const call = (vmi: string) =>
      spawnSync(process.execPath, [at('onDefineDomain'), '--vmi', vmi, '--domain', DOMAIN_XML], { encoding: 'utf8' });
    expect(call(ANNOTATED)).toMatchObject({ status: 0, stdout: EXPECTED });
    expect(call('{')).toMatchObject({ status: 3, stdout: '' });
  });

  it('is a sidecar of KubeVirt until it is told to stop', async () => {
    const socket = at('ptx.sock');
    expect(run(['kubevirt-sidecar', '--socket', socket])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('USAGE: The package "@grpc/grpc-js" is not installed\n'),
    });
    symlinkSync(resolve('node_modules'), at('node_modules'));
    const sidecar = spawn(process.execPath, [bin, 'kubevirt-sidecar', '--socket', socket], { stdio: 'pipe' });
    const [line] = await once(sidecar.stderr, 'data');
    expect(String(line)).toBe(`ptx: listening on ${socket}\n`);
    expect(existsSync(socket)).toBe(true);
    sidecar.kill('SIGTERM');
    expect(await once(sidecar, 'exit')).toEqual([0, null]);
    expect(existsSync(socket)).toBe(false);
  });

  it('prints help and version without loading a schema library', () => {
    const chunks = at('dist/cli/chunks');
    const others = readdirSync(chunks).filter((name) => !/^(main|rolldown-runtime)-/.test(name));
    renameSync(chunks, at('all'));
    mkdirSync(chunks);
    for (const name of readdirSync(at('all')))
      if (!others.includes(name)) copyFileSync(at(`all/${name}`), join(chunks, name));
    try {
      expect(others.length).toBeGreaterThan(20);
      expect(run(['--version'])).toMatchObject({ status: 0, stderr: '' });
      expect(run(['--help'])).toMatchObject({ status: 0, stderr: '' });
      expect(run(['transform', '--hide-kvm'], DOMAIN).status).not.toBe(0);
    } finally {
      rmSync(chunks, { recursive: true });
      renameSync(at('all'), chunks);
    }
  });

  it('carries the licence of all that is bundled', () => {
    const text = readFileSync(at('dist/cli/THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['diff', 'ignore', 'saxes', 'xmlchars', 'yaml', 'zod']) expect(text).toMatch(`\n${name} `);
  });

  it('has an SBOM that lists all that is bundled, in its version, and nothing that is for development', () => {
    const licences = at('dist/cli/THIRD-PARTY-LICENSES.txt');
    const printSbom = (file: string) => spawnSync(process.execPath, ['scripts/sbom.mjs', file], { encoding: 'utf8' });
    const { status, stdout, stderr } = printSbom(licences);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { components } = JSON.parse(stdout);
    const names: string[] = components.map(({ name }: { name: string }) => name).sort();
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(names).toEqual([...Object.keys(dependencies), 'xmlchars'].sort());
    writeFileSync(at('other.txt'), readFileSync(licences, 'utf8').replace(/^zod \S+/m, 'zod 0.0.1'));
    expect(printSbom(at('other.txt'))).toMatchObject({
      status: 1,
      stdout: '',
      stderr: 'The bundle contains zod 0.0.1, and the SBOM does not list it\n',
    });
  });
});

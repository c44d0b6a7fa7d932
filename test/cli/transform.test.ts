import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { PtxError } from '../../src/errors.js';
import { DOMAIN, HIDDEN, runPtx } from './memory-io.js';

const files = { 'win10.xml': DOMAIN, 'hidden.xml': HIDDEN };
const REASON = 'Guest drivers look for the KVM signature at CPUID leaf 0x40000000';
const hide = (...args: string[]) => runPtx(['transform', '--hide-kvm', ...args], { files });

describe('ptx transform', () => {
  it.each([[['win10.xml', '--hide-kvm']], [['--hide-kvm', 'win10.xml']], [['--hide-kvm', '--', 'win10.xml']]])(
    'prints the result of %j',
    async (args) => {
      expect(await runPtx(['transform', ...args], { files })).toMatchObject({ code: 0, stdout: HIDDEN, stderr: '' });
    },
  );

  it.each([[[]], [['-']]])('reads standard input for %j', async (args) => {
    expect(await runPtx(['transform', '--hide-kvm', ...args], { stdin: DOMAIN })).toMatchObject({
      code: 0,
      stdout: HIDDEN,
    });
  });

  it('reads a terminal only when told to', async () => {
    const io = { isStdinTerminal: true };
    expect(await runPtx(['transform', '-'], { stdin: DOMAIN, io })).toMatchObject({ code: 0, stdout: DOMAIN });
    expect(await runPtx(['transform'], { stdin: DOMAIN, io })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'ptx: USAGE: Expected a FILE or a domain on standard input\n  Name a FILE, or "-" to type one\n',
    });
  });

  it.each([
    [
      'BOM and CRLF',
      `\uFEFF<?xml version="1.0"?>\r\n<domain type="kvm">\r\n\t<name>ü€😀\uFFFD</name>\r\n</domain>\r\n\r\n`,
    ],
    ['no final newline', "<domain type='kvm'><name>x</name></domain>"],
  ])('passes %s through', async (_name, xml) => {
    expect(await runPtx(['transform'], { stdin: xml })).toMatchObject({ code: 0, stdout: xml });
  });

  it('applies the steps in the order of their flags', async () => {
    const changes = async (...flags: string[]) => {
      const { stdout } = await runPtx(['transform', ...flags, 'win10.xml', '--print-changes', '--format=json'], {
        files,
      });
      return JSON.parse(stdout).changes.map(({ step }: { step: string }) => step);
    };
    const steps = ['--hide-kvm', '--set-cpu-host-passthrough'];
    expect(await changes(...steps)).toEqual(['hide-kvm', 'set-cpu-host-passthrough']);
    expect(await changes(...steps.reverse())).toEqual(['set-cpu-host-passthrough', 'hide-kvm']);
  });

  it('prints warnings to stderr', async () => {
    const stdin = DOMAIN.replace("type='kvm'", "type='qemu'");
    const { code, stderr } = await runPtx(['transform', '--set-cpu-host-passthrough'], { stdin });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^ptx: warning: set-cpu-host-passthrough: .* \(\/domain\/cpu\)\n$/);
  });
});

describe('writing', () => {
  it('-o writes the file and says so', async () => {
    const { code, stdout, stderr, files: written } = await hide('win10.xml', '-o', 'out.xml');
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: 'win10.xml: 1 change\n' });
    expect([...written]).toEqual([['out.xml', HIDDEN]]);
  });

  it('-o writes also what did not change', async () => {
    const { stderr, files: written } = await hide('hidden.xml', '--output=out.xml');
    expect(stderr).toBe('hidden.xml: no changes\n');
    expect([...written]).toEqual([['out.xml', HIDDEN]]);
  });

  it('-o - is standard output', async () => {
    expect(await hide('win10.xml', '-o', '-')).toMatchObject({ stdout: HIDDEN, files: new Map() });
  });

  it('--in-place writes only where something changes', async () => {
    const changed = await hide('win10.xml', '--in-place');
    expect(changed).toMatchObject({ code: 0, stdout: '', stderr: 'win10.xml: 1 change\n' });
    expect([...changed.files]).toEqual([['win10.xml', HIDDEN]]);
    expect(await hide('hidden.xml', '--in-place')).toMatchObject({
      code: 0,
      stderr: 'hidden.xml: no changes\n',
      files: new Map(),
    });
  });

  it('prints a report and writes', async () => {
    const { stdout, files: written } = await hide('win10.xml', '--in-place', '--print-changes');
    expect(stdout).toMatch(/^\+ /);
    expect(written.get('win10.xml')).toBe(HIDDEN);
  });

  it('prints nothing when it cannot write', async () => {
    const replaceFile = () => Promise.reject(new PtxError('FILE_UNWRITABLE', 'Cannot write: no space'));
    const outcome = await runPtx(['transform', '--hide-kvm', '--print-diff', '--in-place', 'win10.xml'], {
      files,
      io: { replaceFile },
    });
    expect(outcome).toMatchObject({
      code: 3,
      stdout: '',
      stderr: 'ptx: win10.xml: FILE_UNWRITABLE: Cannot write: no space\n',
    });
  });
});

describe('--check', () => {
  it('exits 1 and lists what is pending', async () => {
    expect(await hide('win10.xml', '--check')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `win10.xml: 1 change\n+ /domain/features/kvm: <kvm><hidden state='on'/></kvm> (${REASON})\n`,
      files: new Map(),
    });
  });

  it('exits 0 where nothing is', async () => {
    expect(await hide('hidden.xml', '--check')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'hidden.xml: no changes\n',
    });
  });

  it('takes steps that undo each other for no change', async () => {
    const args = ['transform', 'hidden.xml', '--hide-kvm=off', '--hide-kvm=on', '--check'];
    expect(await runPtx(args, { files })).toMatchObject({ code: 0, stderr: 'hidden.xml: no changes\n' });
  });

  it('prints the diff with --print-diff', async () => {
    const { code, stdout, stderr } = await hide('win10.xml', '--check', '--print-diff');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'win10.xml: 1 change\n' });
    expect(stdout).toContain('+    <kvm>\n');
  });
});

const DIFF = `--- a/win10.xml
+++ b/win10.xml
@@ -6,5 +6,8 @@
   </os>
   <features>
     <acpi/>
+    <kvm>
+      <hidden state='on'/>
+    </kvm>
   </features>
 </domain>
`;

describe('--print-diff', () => {
  it('prints a unified diff', async () => {
    expect(await hide('win10.xml', '--print-diff')).toMatchObject({ code: 0, stdout: DIFF, stderr: '' });
  });

  it('prints nothing where nothing changes', async () => {
    expect(await hide('hidden.xml', '--print-diff', '--color=always')).toMatchObject({ code: 0, stdout: '' });
  });

  it('labels absolute paths and standard input', async () => {
    const absolute = await runPtx(['transform', '--hide-kvm', '--print-diff', '/etc/w.xml'], {
      files: { '/etc/w.xml': DOMAIN },
    });
    expect(absolute.stdout).toMatch(/^--- a\/etc\/w.xml\n\+\+\+ b\/etc\/w.xml\n/);
    const piped = await runPtx(['transform', '--hide-kvm', '--print-diff'], { stdin: DOMAIN });
    expect(piped.stdout).toMatch(/^--- a\/<stdin>\n/);
  });

  it.each([
    [true, {}, [], true],
    [false, {}, [], false],
    [true, { NO_COLOR: '1' }, [], false],
    [true, { NO_COLOR: '' }, [], true],
    [true, { TERM: 'dumb' }, [], false],
    [false, { FORCE_COLOR: '1' }, [], true],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, [], true],
    [true, { FORCE_COLOR: '0' }, [], false],
    [false, { NO_COLOR: '1' }, ['--color=always'], true],
    [true, { FORCE_COLOR: '1' }, ['--color', 'never'], false],
    [true, {}, ['--color=auto'], true],
  ])('terminal %j, environment %j, flags %j: coloured %j', async (isStdoutTerminal, env, flags, isColored) => {
    const io = { isStdoutTerminal, env };
    const { stdout } = await runPtx(['transform', '--hide-kvm', '--print-diff', 'win10.xml', ...flags], { files, io });
    expect(stdout.includes('\x1b')).toBe(isColored);
    expect(stripVTControlCharacters(stdout)).toBe(DIFF);
    if (isColored) expect(stdout).toContain('\x1b[32m+    <kvm>\x1b[0m\n');
    if (isColored) expect(stdout).toContain('\x1b[36m@@ -6,5 +6,8 @@\x1b[0m\n');
  });
});

describe('--print-changes', () => {
  it('prints one line each', async () => {
    expect((await hide('win10.xml', '--print-changes')).stdout).toBe(
      `+ /domain/features/kvm: <kvm><hidden state='on'/></kvm> (${REASON})\n`,
    );
    const replaced = await runPtx(['transform', '--hide-kvm=off', '--print-changes', 'hidden.xml'], { files });
    expect(replaced.stdout).toBe(`~ /domain/features/kvm/hidden/@state: on -> off (Asked for by option)\n`);
  });

  it('shortens values and lets none steer the terminal', async () => {
    const model = `<model>${'x'.repeat(70)}</model>`;
    const stdin = DOMAIN.replace('  <features>', `  <cpu match='a\u009bb\nc'>${model}</cpu>\n  <features>`);
    const { stdout } = await runPtx(['transform', '--set-cpu-host-passthrough', '--print-changes'], { stdin });
    expect(stdout).toContain('- /domain/cpu/@match: a\\x9bb c (');
    expect(stdout).toContain(`- /domain/cpu/model: <model>${'x'.repeat(52)}… (`);
  });

  it('prints JSON', async () => {
    const { code, stdout } = await hide('win10.xml', '--print-changes', '--format', 'json');
    const change = {
      ...{ step: 'hide-kvm', op: 'add', path: '/domain/features/kvm', before: null },
      ...{ after: "<kvm>\n      <hidden state='on'/>\n    </kvm>", reason: REASON },
    };
    expect(code).toBe(0);
    expect(stdout).toBe(`${JSON.stringify({ changes: [change] }, null, 2)}\n`);
    expect((await hide('hidden.xml', '--print-changes', '--format', 'json')).stdout).toBe('{\n  "changes": []\n}\n');
  });
});

describe('failures print nothing to stdout', () => {
  const methodA =
    '<domain type="kvm"><os><type>hvm</type></os><cpu><feature policy="disable" name="hypervisor"/></cpu></domain>';
  it.each<[args: string[], code: number, stderr: RegExp]>([
    [['a.xml', 'b.xml'], 2, /^ptx: USAGE: Expected one FILE, found "a.xml", "b.xml"\n {2}/],
    [['win10.xml', '--hide-kmv'], 2, /^ptx: USAGE: Unknown flag "--hide-kmv"\n {2}Did you mean "--hide-kvm"\?\n$/],
    [['win10.xml', '--zzzzzzzz'], 2, /^ptx: USAGE: Unknown flag "--zzzzzzzz"\n {2}See "ptx transform --help"\n$/],
    [['win10.xml', '--check', '--in-place'], 2, /--check and --in-place exclude each other/],
    [['win10.xml', '--check', '-o', 'x'], 2, /--check and --output exclude each other/],
    [['win10.xml', '--in-place', '-o', 'x'], 2, /--output and --in-place exclude each other/],
    [['win10.xml', '--print-diff', '--print-changes'], 2, /--print-diff and --print-changes exclude each other/],
    [['win10.xml', '--format', 'json'], 2, /--format json needs --print-changes/],
    [
      ['win10.xml', '--format', 'jsn'],
      2,
      /Expected --format to be "text" or "json", found "jsn"\n {2}Did you mean "json"/,
    ],
    [['win10.xml', '--color', 'blue'], 2, /Expected --color to be "auto" or "always" or "never", found "blue"/],
    [['--in-place'], 2, /--in-place needs a FILE/],
    [['win10.xml', '-o'], 2, /-o needs an argument: FILE/],
    [['win10.xml', '-o', '--check'], 2, /-o needs an argument: FILE/],
    [['win10.xml', '--hide-kvm=state=maybe'], 2, /^ptx: OPTION_INVALID: Option "state": .* \(step hide-kvm\)\n$/],
    [['win10.xml', '--hide-kvm=sate=on'], 2, /Unknown option "sate" \(step hide-kvm\)\n {2}Did you mean "state"\?/],
    [['win10.xml', '--hide-kvm=__proto__=x'], 2, /Unknown option "__proto__" \(step hide-kvm\)/],
    [
      ['win10.xml', '--set-cpu-host-passthrough=topology.cores=3'],
      2,
      /^ptx: win10.xml:3:3: OPTION_INVALID: .* \(step set-cpu-host-passthrough\)\n {2}/,
    ],
    [['missing.xml'], 3, /^ptx: missing.xml: FILE_UNREADABLE: Cannot read: no such file or directory\n$/],
    [['broken.xml'], 3, /^ptx: broken.xml:2:4: XML_NOT_WELL_FORMED: Not well-formed XML: /],
    [['doctype.xml'], 3, /^ptx: doctype.xml:1:1: XML_DOCTYPE_REFUSED: A DOCTYPE is refused\n {2}/],
    [['network.xml'], 3, /^ptx: network.xml:1:1: NOT_A_DOMAIN: /],
    [['a.xml', '--enable-hyperv'], 3, /^ptx: a.xml:1:50: METHODS_EXCLUSIVE: .* \(step enable-hyperv\)\n {2}/],
    [[], 3, /^ptx: <stdin>:1:1: XML_NOT_WELL_FORMED: /],
  ])('%j', async (args, code, stderr) => {
    const machine = {
      ...{ ...files, 'a.xml': methodA, 'network.xml': '<network/>' },
      ...{ 'broken.xml': '<domain>\n<a></b>', 'doctype.xml': '<!DOCTYPE domain><domain/>' },
    };
    const outcome = await runPtx(['transform', ...args], { files: machine });
    expect(outcome).toMatchObject({ code, stdout: '', files: new Map() });
    expect(outcome.stderr).toMatch(stderr);
  });

  it('names standard input', async () => {
    expect((await runPtx(['transform'], { stdin: '<domain>' })).stderr).toMatch(/^ptx: <stdin>:1:1: /);
  });

  it('asks to report what nobody expected', async () => {
    const readStdin = () => Promise.resolve(undefined as unknown as Uint8Array);
    const quiet = await runPtx(['transform'], { io: { readStdin } });
    expect(quiet).toMatchObject({ code: 3, stdout: '' });
    expect(quiet.stderr).toMatch(/^ptx: unexpected TypeError: .*; please report it \(PTX_DEBUG=1 shows the stack\)\n$/);
    const loud = await runPtx(['transform'], { io: { readStdin, env: { PTX_DEBUG: '1' } } });
    expect(loud.stderr).toMatch(/\n {4}at /);
  });
});

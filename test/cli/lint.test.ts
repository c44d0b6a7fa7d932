import { describe, expect, it } from 'vitest';
import { parseXml } from '../../src/xml/parse.js';
import { onlyRule } from '../helpers/lint-config.js';
import { runPtx } from './memory-io.js';

/** libvirt 9.0 drops `<hidden>`. */
const BAD = `<domain type='kvm'>
  <name>win10</name>
  <memory unit='GiB'>4</memory>
  <vcpu>2</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
  </os>
  <features>
    <kvm>
      <hidden state='on'/>
    </kvm>
    <kvm/>
  </features>
</domain>
`;
const GOOD = BAD.replace('    <kvm/>\n', '');
const NETWORK = '<network/>';
const BROKEN = '<domain>\n  <name>x</nam>\n</domain>';

const QUIET = onlyRule('kvm-single', 'error');

const only = async (args: readonly string[], machine: Parameters<typeof runPtx>[1] = {}) => {
  const run = await runPtx(['lint', ...args, '--format', 'json'], machine);
  const report = run.stdout === '' ? undefined : JSON.parse(run.stdout);
  const found: [string, number][] = (report?.files ?? []).map(
    ({ path, findings }: { path: string; findings: { ruleId: string }[] }) =>
      [path, findings.filter(({ ruleId }) => ['kvm-single', 'xml-well-formed'].includes(ruleId)).length] as const,
  );
  return { ...run, found };
};

describe('what is looked at', () => {
  it('is standard input without operands', async () => {
    expect((await only([], { stdin: BAD })).found).toEqual([['<stdin>', 1]]);
    expect((await only(['-'], { stdin: GOOD })).found).toEqual([['<stdin>', 0]]);
  });

  it('is every .xml file of a folder and of those in it, without what .gitignore names', async () => {
    const files = {
      'hosts/a.xml': BAD,
      'hosts/b/b.XML': GOOD,
      'hosts/b/old/c.xml': BAD,
      'hosts/b/old/keep.xml': BAD,
      'hosts/b/.gitignore': 'old/*\n!old/keep.xml\n',
      'hosts/net.xml': NETWORK,
      'hosts/broken.xml': BROKEN,
      'hosts/notes.txt': BAD,
      'hosts/node_modules/x/d.xml': BAD,
      'hosts/.git/e.xml': BAD,
    };
    const { found, stderr, code } = await only(['hosts'], { files });
    expect(found).toEqual([
      ['hosts/a.xml', 1],
      ['hosts/b/b.XML', 0],
      ['hosts/b/old/keep.xml', 1],
      ['hosts/broken.xml', 1],
    ]);
    expect(stderr).toContain('1 file without a domain');
    expect(code).toBe(1);
    expect((await only(['hosts/'], { files })).found).toEqual(found);
    expect((await only(['.'], { files })).found).toEqual(found);
  });

  it('is what a pattern fits', async () => {
    const files = { 'a/x.xml': BAD, 'a/b/y.xml': BAD, 'c.xml': BAD, 'odd[1].xml': BAD };
    expect((await only(['a/**/*.xml'], { files })).found.map(([path]) => path)).toEqual(['a/b/y.xml', 'a/x.xml']);
    expect((await only(['a/*.xml'], { files })).found.map(([path]) => path)).toEqual(['a/x.xml']);
    expect((await only(['*.xml'], { files })).found.map(([path]) => path)).toEqual(['c.xml', 'odd[1].xml']);
    expect((await only(['odd[1].xml'], { files })).found.map(([path]) => path)).toEqual(['odd[1].xml']);
    expect(await runPtx(['lint', 'z/*.xml'], { files })).toMatchObject({ code: 3 });
    expect(await runPtx(['lint', '*.txt'], { files })).toMatchObject({ code: 2, stdout: '' });
  });

  it('is once what is named twice', async () => {
    const files = { 'a/x.xml': BAD };
    expect((await only(['a', 'a/x.xml', 'a'], { files })).found).toEqual([['a/x.xml', 1]]);
  });

  it('is a finding where a named file is no domain', async () => {
    const files = {
      'net.xml': NETWORK,
      'broken.xml': BROKEN,
      'good.xml': GOOD,
      'latin.xml': Buffer.from([0x3c, 0xe9]),
    };
    const { found, code } = await only(['net.xml', 'broken.xml', 'good.xml', 'latin.xml'], { files });
    expect(found.map(([, count]) => count)).toEqual([1, 1, 0, 1]);
    expect(code).toBe(1);
  });

  it('is a finding where a folder has a domain in another encoding', async () => {
    const files = {
      'a/utf16.xml': Buffer.from(`\uFEFF${BAD}`, 'utf16le'),
      'a/latin.xml': Buffer.from(BAD.replace('win10', 'wín10'), 'latin1'),
      'a/picture.xml': Buffer.from([0x89, 0x50, 0xff, 0]),
    };
    expect((await only(['a'], { files })).found).toEqual([
      ['a/latin.xml', 1],
      ['a/utf16.xml', 1],
    ]);
  });

  it('is passed over in no time, however many comments a file begins with', async () => {
    const files = { 'a/net.xml': `${'<!-- x -->'.repeat(5000)}<network/>`, 'a/good.xml': GOOD };
    expect((await only(['a'], { files })).found).toEqual([['a/good.xml', 0]]);
  });

  it('may be empty, which is said', async () => {
    const { stdout, code } = await runPtx(['lint'], { stdin: '\n' });
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining('<stdin>:1:1: error: The file is empty [xml-well-formed]'),
    ]);
  });

  it.each([
    ['bytes that are no text', [0x89, 0x50], /^<stdin>:1:1: error: .*byte 0x89 is not UTF-8 /],
    ['UTF-16', [0xff, 0xfe, 0x3c, 0], /^<stdin>:1:1: error: Encoding "UTF-16LE" is not supported /],
  ])('is not called empty where it has %s', async (_, bytes, message) => {
    expect((await runPtx(['lint'], { stdin: Buffer.from(bytes) })).stdout).toMatch(message);
  });

  it('with --ignore-unknown is what a folder with the named files would be', async () => {
    const files = {
      'ptx.config.yaml': 'ignore: [old/]',
      'net.xml': NETWORK,
      'broken.xml': BROKEN,
      'a.xml': BAD,
      'old/b.xml': BAD,
    };
    const named = ['net.xml', 'broken.xml', 'a.xml', 'old/b.xml'];
    const { found, stderr } = await only([...named, '--ignore-unknown'], { files });
    expect(found).toEqual([
      ['broken.xml', 1],
      ['a.xml', 1],
    ]);
    expect(stderr).toBe('1 file without a domain passed over\n');
    expect(await runPtx(['lint', 'old/b.xml', '--ignore-unknown'], { files })).toMatchObject({ code: 0, stdout: '' });
    expect(await runPtx(['lint', '--ignore-unknown'], { files, stdin: NETWORK })).toMatchObject({ code: 1 });
  });

  it('ends the run where it cannot be read', async () => {
    const { code, stdout, stderr } = await runPtx(['lint', 'none.xml']);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain('none.xml: FILE_UNREADABLE');
  });

  it('is something', async () => {
    expect(await runPtx(['lint', 'a'], { files: { 'a/readme.txt': '' } })).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('what counts', () => {
  const files = { 'a.xml': BAD, 'good.xml': GOOD, 'ptx.config.yaml': QUIET };
  const weigh = (severity: string) => ['--rule', `kvm-single=${severity}`];

  it.each([
    [weigh('error'), 1],
    [weigh('warning'), 0],
    [[...weigh('warning'), '--fail-on', 'warning'], 1],
    [[...weigh('info'), '--fail-on=info'], 1],
    [[...weigh('off'), '--fail-on=error'], 0],
    [[...weigh('warning'), '--max-warnings', '1000'], 0],
    [[...weigh('warning'), '--max-warnings', '0'], 1],
  ])('%j exits %i', async (flags, code) => {
    expect((await runPtx(['lint', 'a.xml', ...flags], { files })).code).toBe(code);
  });

  it.each([
    [['--rule', 'kvm-single'], 'Expected --rule to be like'],
    [['--rule', 'kvm-sinlge=off'], 'Did you mean "kvm-single"?'],
    [['--rule', 'kvm-single=loud'], 'Expected "off" or "error" or "warning" or "info", found "loud"'],
    [['--rule', 'kvm-single=eror'], 'Did you mean "error"?'],
    [['--max-warnings', 'few'], 'Expected --max-warnings to be a number'],
    [['--print-diff'], '--print-diff needs --fix'],
    [['--fail-on', 'eror'], 'Did you mean "error"?'],
    [['--config', 'x', '--no-config'], 'exclude each other'],
  ])('%j is refused', async (flags, words) => {
    const { code, stdout, stderr } = await runPtx(['lint', 'a.xml', ...flags], { files });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
  });
});

describe('the configuration', () => {
  const config = `
rules: { kvm-single: warning }
failOn: warning
ignore: [skip/]
overrides:
  - files: [lab/]
    rules: { kvm-single: off }
  - files: ['*.new.xml']
    target: { libvirt: "11.3" }
`;
  const files = { 'ptx.config.yaml': config, 'a.xml': BAD, 'lab/b.xml': BAD, 'c.new.xml': BAD, 'skip/d.xml': BAD };

  it('is found, and says what holds for which file', async () => {
    const { found, code } = await only(['.'], { files });
    expect(found).toEqual([
      ['a.xml', 1],
      ['c.new.xml', 0],
      ['lab/b.xml', 0],
    ]);
    expect(code).toBe(1);
  });

  it('is overruled by flags, and left alone where that is wanted', async () => {
    expect((await only(['a.xml', '--rule', 'kvm-single=off'], { files })).found).toEqual([['a.xml', 0]]);
    expect((await only(['lab/b.xml', '--no-config'], { files })).found).toEqual([['lab/b.xml', 1]]);
  });

  it('is named, and its paths are relative to it', async () => {
    const moved = {
      'etc/my.yaml': 'overrides: [{ files: [x/], rules: { kvm-single: off } }]',
      'etc/x/a.xml': BAD,
      'x/a.xml': BAD,
    };
    const { found } = await only(['etc/x/a.xml', 'x/a.xml', '--config', 'etc/my.yaml'], { files: moved });
    expect(found.map(([, count]) => count)).toEqual([0, 1]);
  });

  it.each([
    ['rulez: {}', '1:1: OPTION_INVALID: Unknown key "rulez"\n  Did you mean "rules"?'],
    [
      '\noverrides:\n  - files: [a]\n    rules: { kvm-single: { severety: off } }',
      '4:28: OPTION_INVALID: Unknown key "overrides.0.rules.kvm-single.severety"\n  Did you mean "severity"?',
    ],
    [
      'vendors: { gpu: nvida }',
      '1:17: OPTION_INVALID: "vendors.gpu": Expected "nvidia" or "amd" or "intel", found "nvida"\n  Did you mean "nvidia"?',
    ],
    ['failOn: [error]', '1:9: OPTION_INVALID: "failOn": Expected "error" or "warning" or "info", found a list'],
    ['maxWarnings: many', '1:14: OPTION_INVALID: "maxWarnings": Expected a number, found "many"'],
    ['maxWarnings: -1', '1:14: OPTION_INVALID: "maxWarnings": Expected at least 0, found -1'],
    ['rules:', '1:7: OPTION_INVALID: "rules": Expected named options, found nothing'],
    ['- a', '1:1: OPTION_INVALID: Expected named options, found a list'],
    ['target: { qemu: "6.0" }', '1:17: OPTION_INVALID: "target.qemu": The oldest qemu that ptx supports is 7.2'],
    ['ignore: [../a]', '1:10: OPTION_INVALID: "ignore.0": Expected a pattern that stays below the folder of this file'],
    ['ignore: ["{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"]', 'fewer patterns'],
    ['rules: { kvm-single: { severity: loud } }', '1:34: OPTION_INVALID: "rules.kvm-single.severity"'],
    ['rules: { kvm-single: [off] }', '1:22: OPTION_INVALID: "rules.kvm-single": Expected'],
    ['failOn: error\nfailOn: info', '2:1: FILE_MALFORMED: Map keys must be unique'],
    [
      `a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c]`,
      'FILE_MALFORMED: Aliases',
    ],
    ['rules:\n  kvm-sinlge: off', '2:3: OPTION_INVALID: Unknown rule "kvm-sinlge"'],
    [
      'rules: { kvm-single: loud }',
      '1:22: OPTION_INVALID: "rules.kvm-single": Expected "off" or "error" or "warning" or "info", found "loud"',
    ],
    ['target: { libvirt: 10.10 }', 'without quotes it is a number'],
    ['overrides: [{ rules: {} }]', '1:13: OPTION_INVALID: "overrides.0.files": Required'],
    ['a: [', '1:5: FILE_MALFORMED'],
  ])('%s is refused where it is wrong', async (text, words) => {
    const { code, stdout, stderr } = await runPtx(['lint', 'a.xml'], { files: { ...files, 'ptx.config.yaml': text } });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('ptx.config.yaml');
    expect(stderr).toContain(words);
  });
});

it('a configuration that cannot be read is a matter of the command line, as is one of another encoding', async () => {
  const files = { 'a.xml': BAD, 'latin.yaml': Buffer.from([0x66, 0xe9]) };
  expect(await runPtx(['lint', 'a.xml', '--config', 'none.yaml'], { files })).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('none.yaml: FILE_UNREADABLE'),
  });
  expect(await runPtx(['lint', 'a.xml', '--config', 'latin.yaml'], { files })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('latin.yaml: FILE_MALFORMED: The file is not UTF-8'),
  });
});

it('a rule is switched off by an object as well', async () => {
  const files = { 'a.xml': BAD, 'ptx.config.yaml': 'rules: { kvm-single: { severity: off } }' };
  expect((await only(['a.xml'], { files })).found).toEqual([['a.xml', 0]]);
});

describe('a baseline', () => {
  it('keeps known findings silent, and no others', async () => {
    const files = { 'a.xml': BAD, 'b.xml': BAD };
    const written = await runPtx(['lint', 'a.xml', '--write-baseline', 'base.json'], { files });
    expect([written.code, written.stdout]).toEqual([0, '']);
    const baseline = written.files.get('base.json')?.toString() ?? '';
    const known = { ...files, 'base.json': baseline };
    expect((await only(['a.xml', '--baseline', 'base.json'], { files: known })).found).toEqual([['a.xml', 0]]);
    expect((await runPtx(['lint', 'a.xml', '--baseline', 'base.json'], { files: known })).code).toBe(0);
    const moved = { ...known, 'a.xml': `<!-- moved -->\n\n${BAD}` };
    expect((await only(['a.xml', '--baseline', 'base.json'], { files: moved })).found).toEqual([['a.xml', 0]]);
    expect((await only(['b.xml', '--baseline', 'base.json'], { files: known })).found).toEqual([['b.xml', 1]]);
    const gone = await runPtx(['lint', 'a.xml', '--baseline', 'base.json'], { files: { ...known, 'a.xml': GOOD } });
    expect(gone.stderr).toContain('of the baseline gone');
  });

  it('knows a file from wherever ptx is started, and however the file is named', async () => {
    const written = await runPtx(['lint', 'hosts/a.xml', '--write-baseline', 'ci/base.json'], {
      files: { 'hosts/a.xml': BAD },
    });
    const baseline = written.files.get('ci/base.json') ?? '';
    const from = (cwd: string, name: string, base: string) =>
      runPtx(['lint', name, '--baseline', base], { files: { [name]: BAD, [base]: baseline }, io: { cwd } });
    for (const run of [
      await from('/', './hosts/a.xml', 'ci/base.json'),
      await from('/', '/hosts/a.xml', 'ci/base.json'),
      await from('/hosts', 'a.xml', '../ci/base.json'),
    ]) {
      expect([run.code, run.stderr]).toEqual([0, expect.stringContaining('of the baseline left out')]);
    }
  });

  it('knows standard input', async () => {
    const written = await runPtx(['lint', '--write-baseline', 'ci/base.json'], { stdin: BAD });
    const files = { 'ci/base.json': written.files.get('ci/base.json') ?? '' };
    expect((await only(['--baseline', 'ci/base.json'], { files, stdin: BAD })).found).toEqual([['<stdin>', 0]]);
  });

  it.each([
    ['', 'base.json: FILE_MALFORMED: The file is empty'],
    ['{', 'base.json:1:2: FILE_MALFORMED: The file is not JSON'],
    ['[]', 'base.json:1:1: FILE_MALFORMED: Not a baseline: Expected named options, found a list'],
    ['{"version":2,"files":{}}', 'base.json:1:12: FILE_MALFORMED: Not a baseline: "version": Expected 1, found 2'],
    ['{"version":1,"files":{"a.xml":{"x":0}}}', 'base.json:1:36: FILE_MALFORMED: Not a baseline: "files.a.xml.x"'],
  ])('%s is none', async (text, words) => {
    const files = { 'a.xml': BAD, 'base.json': text };
    const { code, stdout, stderr } = await runPtx(['lint', 'a.xml', '--baseline', 'base.json'], { files });
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain(words);
  });
});

describe('--fix', () => {
  const files = { 'a.xml': BAD, 'good.xml': '<domain/>', 'ptx.config.yaml': QUIET };

  it('writes what it mends, and reports what is left', async () => {
    const { files: written, stderr, stdout } = await runPtx(['lint', '--fix', 'a.xml'], { files });
    expect([...written.keys()]).toEqual(['a.xml']);
    expect(written.get('a.xml')?.toString()).toContain("<hidden state='on'/>");
    expect(written.get('a.xml')?.toString().match(/<kvm>/g)).toHaveLength(1);
    expect(stderr).toMatch(/^a\.xml: [0-9]+ changes?$/m);
    expect(stdout).not.toContain('[kvm-single]');
  });

  it('shows it first', async () => {
    const { files: written, stdout, code } = await runPtx(['lint', '--fix', '--print-diff', 'a.xml'], { files });
    expect(written.size).toBe(0);
    expect(stdout).toMatch(/^--- a\/a\.xml\n\+\+\+ b\/a\.xml\n@@/);
    expect(code).toBe(1);
  });

  it('prints standard input as mended, and all else to standard error', async () => {
    const { stdout, stderr } = await runPtx(['lint', '--fix', '-'], { stdin: BAD });
    expect(parseXml(stdout).root.find('features', 'kvm', 'hidden')?.attribute('state')).toBe('on');
    expect(stderr).toContain('in 1 file');
  });

  it('prints nothing of what is no domain', async () => {
    const { stdout, code } = await runPtx(['lint', '--fix', '-'], { stdin: BROKEN });
    expect([stdout, code]).toEqual(['', 1]);
  });
});

it.each(['text', 'json', 'sarif', 'github', 'junit'])('prints %s', async (format) => {
  const { stdout, code } = await runPtx(['lint', 'a.xml', '--format', format], { files: { 'a.xml': BAD } });
  expect(code).toBe(1);
  expect(stdout).toContain('kvm-single');
  if (format === 'junit') expect(parseXml(stdout).root.name).toBe('testsuites');
  if (format === 'json' || format === 'sarif') expect(() => JSON.parse(stdout)).not.toThrow();
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isCommandFamily } from '../../src/cli/command.js';
import { commands } from '../../src/cli/commands/registry.js';
import { transforms } from '../../src/transforms/registry.js';
import { listOptions, optionsJsonSchema } from '../../src/transforms/transform.js';
import { runPtx } from './memory-io.js';

describe('help', () => {
  it.each([
    [['--help']],
    [['-h']],
    [['help']],
    [['transform', '--help']],
    [['transform', 'a', '--hide-kvm', '-h']],
    [['help', 'transform']],
    [['diff', '--help']],
    [['list', '--help']],
    [['inspect', '--help']],
    [['explain', '--help']],
    [['help', 'explain']],
  ])('%j fits 80 columns and ends with an example', async (argv) => {
    const { code, stdout, stderr } = await runPtx(argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: ptx /);
    expect(stdout).toMatch(/\nExamples?:\n(?: {2}.*\n)* {2}.*ptx (transform|inspect|diff|list|explain) /);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('of every command and family fits 80 columns and ends with an example', async () => {
    const lines = commands.flatMap((entry) =>
      isCommandFamily(entry) ? [[entry.name], ...entry.commands.map(({ name }) => [entry.name, name])] : [[entry.name]],
    );
    for (const words of lines) {
      const { stdout } = await runPtx([...words, '--help']);
      expect(stdout).toContain('\nExample');
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    }
  });

  it('breaks a long usage line between its brackets', async () => {
    const { stdout } = await runPtx(['hook', 'install', '--help']);
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      'Usage: ptx hook install DOMAIN [--device ADDRESS]… [--isolate-cpus CPUS]',
      '                        [--governor NAME] [--hugepages SIZE=N] [FLAGS]',
      '',
    ]);
  });

  it('shows every transform with every option', async () => {
    const { stdout } = await runPtx(['transform', '--help']);
    for (const { name, options } of transforms) {
      const block = stdout.split(`\n  --${name}`)[1]?.split('\n\n')[0] ?? '';
      for (const option of listOptions(options)) expect(block).toMatch(new RegExp(`^ {8}${option.name}\\b`, 'm'));
    }
  });

  it('without arguments it goes to stderr', async () => {
    const { stdout } = await runPtx(['--help']);
    expect(await runPtx([])).toMatchObject({ code: 2, stdout: '', stderr: stdout });
  });

  it('prints the version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await runPtx(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('did you mean', () => {
  it.each([
    [['tranform'], 'Unknown command "tranform"', 'Did you mean "transform"?'],
    [['help', 'lst'], 'Unknown command "lst"', 'Did you mean "list"?'],
    [['quuuuux'], 'Unknown command "quuuuux"', 'See "ptx --help"'],
    [['constructor'], 'Unknown command "constructor"', 'See "ptx --help"'],
    [['--versoin'], 'Unknown flag "--versoin"', 'Did you mean "--version"?'],
    [['--hide-kvm', 'x.xml'], 'Unknown flag "--hide-kvm"', 'A command comes first, see "ptx --help"'],
    [['list', 'transform'], 'Unknown list "transform"', 'Did you mean "transforms"?'],
    [['list'], 'Expected one of: transforms, recipes, rules', 'See "ptx list --help"'],
    [['list', 'transforms', '--fromat=json'], 'Unknown flag "--fromat"', 'Did you mean "--format"?'],
    [['explain', 'hide-kmv'], 'Unknown name "hide-kmv"', 'Did you mean "hide-kvm"?'],
    [
      ['explain', 'quuuuuuuuuux'],
      'Unknown name "quuuuuuuuuux"',
      '"ptx list transforms", "ptx list recipes" and "ptx list rules" print the names',
    ],
    [
      ['explain'],
      'Expected one NAME',
      '"ptx list transforms", "ptx list recipes" and "ptx list rules" print the names',
    ],
  ])('%j', async (argv, message, hint) => {
    expect(await runPtx(argv)).toMatchObject({ code: 2, stdout: '', stderr: `ptx: USAGE: ${message}\n  ${hint}\n` });
  });
});

describe('ptx list', () => {
  it('aligns names and summaries', async () => {
    const { code, stdout } = await runPtx(['list', 'transforms']);
    const column = stdout.indexOf(transforms[0]?.summary ?? '');
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => [line.slice(0, column).trimEnd(), line.slice(column)]),
    ).toEqual(transforms.map(({ name, summary }) => [name, summary]));
  });

  it('prints JSON', async () => {
    const { stdout } = await runPtx(['list', 'transforms', '--format', 'json']);
    expect(JSON.parse(stdout)).toEqual(transforms.map(({ name, summary, source }) => ({ name, summary, source })));
  });
});

describe('ptx explain', () => {
  it.each(transforms.map((transform) => [transform.name, transform] as const))('%s', async (name, transform) => {
    const text = await runPtx(['explain', name]);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    for (const part of [transform.summary, transform.source, ...transform.conflicts])
      expect(text.stdout).toContain(part);
    expect(text.stdout).toContain(`  ptx transform win10.xml --${name}`);

    const json = await runPtx(['explain', name, '--format=json']);
    expect(JSON.parse(json.stdout)).toEqual({
      ...{ name, summary: transform.summary, source: transform.source, conflicts: transform.conflicts },
      ...{ main: transform.main ?? null, options: listOptions(transform.options) },
      example: expect.stringContaining(`--${name}`),
      schema: optionsJsonSchema(transform.options),
    });
  });
});

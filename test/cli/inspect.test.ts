import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { inspectDomain, parseDomain } from '../../src/index.js';
import { runPtx } from './memory-io.js';

const folder = 'golden/inspect/windows-method-b';
const xml = readFileSync(`${folder}/input.xml`, 'utf8');
const text = readFileSync(`${folder}/expected.txt`, 'utf8');
const files = { 'win11.xml': xml };
const ESC = '\x1b';

describe('ptx inspect', () => {
  it.each([
    [['win11.xml'], ''],
    [[], xml],
    [['-'], xml],
  ])('prints text for %j', async (args, stdin) => {
    expect(await runPtx(['inspect', ...args], { files, stdin })).toEqual(
      expect.objectContaining({ code: 0, stdout: text, stderr: '' }),
    );
  });

  it('prints JSON', async () => {
    const { code, stdout, stderr } = await runPtx(['inspect', 'win11.xml', '--format=json'], { files });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(inspectDomain(parseDomain(xml)));
  });

  it('colours on a terminal only, and never with NO_COLOR', async () => {
    const run = async (env: Record<string, string>, isStdoutTerminal: boolean, ...args: string[]) =>
      (await runPtx(['inspect', 'win11.xml', ...args], { files, io: { env, isStdoutTerminal } })).stdout;
    const colored = await run({}, true);
    expect(colored).toContain(`${ESC}[1mwin11-gaming${ESC}[0m`);
    expect(colored).toContain(`${ESC}[32m0000:0b:00.0${ESC}[0m`);
    expect(stripVTControlCharacters(colored)).toBe(text);
    expect(await run({ NO_COLOR: '1' }, true)).toBe(text);
    expect(await run({}, false)).toBe(text);
    expect(await run({}, false, '--color=always')).toBe(colored);
    expect(await run({}, true, '--color', 'never')).toBe(text);
    expect(await run({}, true, '--format=json')).not.toContain(ESC);
  });

  it.each([
    [['a.xml', 'b.xml'], 2, 'ptx: USAGE: Expected one FILE, found "a.xml", "b.xml"\n'],
    [['none.xml'], 3, 'ptx: none.xml: FILE_UNREADABLE: Cannot read'],
    [['net.xml'], 3, 'ptx: net.xml:1:1: NOT_A_DOMAIN: '],
    [['half.xml'], 3, 'ptx: half.xml:1:1: XML_NOT_WELL_FORMED: '],
    [['win11.xml', '--fromat=json'], 2, 'ptx: USAGE: Unknown flag "--fromat"\n  Did you mean "--format"?\n'],
    [['win11.xml', '--format=xml'], 2, 'ptx: USAGE: Expected --format to be "text" or "json", found "xml"\n'],
  ])('%j fails and prints nothing', async (args, code, message) => {
    const all = { ...files, 'net.xml': '<network/>', 'half.xml': '<domain>' };
    const outcome = await runPtx(['inspect', ...args], { files: all });
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toContain(message);
  });

  it('reads a terminal only when told to', async () => {
    const outcome = await runPtx(['inspect'], { io: { isStdinTerminal: true } });
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain('Expected a FILE or a domain on standard input');
  });
});

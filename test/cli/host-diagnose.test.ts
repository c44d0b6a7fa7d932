import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hostDiagnoseCommand as command } from '../../src/cli/commands/host-diagnose.js';
import { parseFlags } from '../../src/cli/flags.js';
import { processIo } from '../../src/cli/io.js';
import { diagnoseLog } from '../../src/host/diagnose.js';
import { runPtx } from './memory-io.js';

const FOLDER = 'golden/host/diagnose/journal-of-a-failed-start';
const LOG = readFileSync(`${FOLDER}/input.log`);
const TEXT = readFileSync(`${FOLDER}/expected.txt`, 'utf8');

async function run(args: readonly string[], log: Uint8Array = LOG): Promise<{ code: number; stdout: string }> {
  let stdout = '';
  const code = await command.run(parseFlags(args, command.flags), {
    ...processIo(),
    env: {},
    isStdoutTerminal: false,
    readFile: async () => log,
    readStdin: async () => log,
    writeStdout: async (content) => {
      stdout += content;
    },
  });
  return { code, stdout };
}

describe('ptx host diagnose', () => {
  it('is a command', async () => {
    const outcome = await runPtx(['host', 'diagnose', '-'], { stdin: LOG });
    expect(outcome).toMatchObject({ code: 1, stdout: TEXT, stderr: '' });
  });

  it.each([['win10.log'], ['-']])('reads %s', async (file) => {
    expect(await run([file])).toEqual({ code: 1, stdout: TEXT });
  });

  it('exits 0 where nothing is known', async () => {
    const quiet = Buffer.from('a\nb\n');
    expect(await run(['-'], quiet)).toEqual({
      code: 0,
      stdout: 'No message about passthrough is known among 2 lines\n',
    });
    expect((await run(['-'], Buffer.from('a\n'))).stdout).toContain(' among 1 line\n');
    const { code, stdout } = await run(['-', '--format=json'], quiet);
    expect({ code, json: JSON.parse(stdout) }).toEqual({ code: 0, json: { schemaVersion: 1, lines: 2, messages: [] } });
  });

  it('prints JSON', async () => {
    const { code, stdout } = await run(['win10.log', '--format', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual(diagnoseLog(LOG.toString()));
  });

  it('colours on request', async () => {
    const { stdout } = await run(['-', '--color=always']);
    expect(stdout).not.toBe(TEXT);
    expect(stripVTControlCharacters(stdout)).toBe(TEXT);
  });

  it('reads bytes that are no text', async () => {
    const log = Buffer.concat([Buffer.from([0xff, 0xfe, 0x00, 0x0a]), LOG]);
    expect((await run(['-'], log)).code).toBe(1);
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'The log is empty'],
    ['zeros', Buffer.alloc(5000), 'The log is not text'],
    ['a program', Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7) & 0xff)), 'The log is not text'],
    ['a packed log', gzipSync(LOG), 'The log is gzip, not text'],
    ['a journal', Buffer.from('LPKSHHRH\0\0\0'), 'The log is a journal of systemd, not text'],
    ['UTF-16', Buffer.from(`\ufeff${LOG}`, 'utf16le'), 'The log is UTF-16, not text'],
  ])('does not take %s for a log without messages', async (_, log, message) => {
    await expect(run(['-'], log)).rejects.toMatchObject({ refusal: { code: 'FILE_MALFORMED', message } });
  });

  it('reads a log that a crash has filled up with zeros', async () => {
    expect((await run(['-'], Buffer.concat([LOG, Buffer.alloc(100_000)]))).code).toBe(1);
  });

  it.each([[[]], [['a', 'b']]])('%j is refused', async (args) => {
    await expect(run(args)).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('refuses what is too large', async () => {
    const log = Buffer.alloc(256 * 1024 * 1024 + 1);
    await expect(run(['-'], log)).rejects.toMatchObject({ refusal: { code: 'FILE_TOO_LARGE' } });
  });
});

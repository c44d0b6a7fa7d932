import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runProgram } from '../../src/host/node/run-program.js';

describe('runProgram', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('hands over words as they are, tells what is printed, and gives a known environment', async () => {
    let printed = '';
    vi.stubEnv('LANG', 'xx_YY');
    vi.stubEnv('PTX_SECRET', 'secret');
    const words = ['/bin/sh', '-c', 'printf "%s|" "$@" "$LANG" "$PTX_SECRET"; pwd; cat', 'sh', 'a b', '$(id)', ';'];
    const end = await runProgram(words, {
      timeoutMs: 60_000,
      onOutput: (text) => {
        printed += text;
      },
    });
    expect(end).toEqual({ problem: null, output: 'a b|$(id)|;|xx_YY||/\n' });
    expect(printed).toBe(end.output);
  });

  it('says how it ended', async () => {
    expect(await runProgram(['/bin/sh', '-c', 'echo no >&2; exit 3'], { timeoutMs: 60_000 })).toEqual({
      problem: '"/bin/sh -c echo no >&2; exit 3" ended with exit code 3',
      output: 'no\n',
    });
    const { problem } = await runProgram(['/nonexistent/program'], { timeoutMs: 60_000 });
    expect(problem).toMatch(/^"\/nonexistent\/program" cannot be run: /);
  });

  it('ends what takes too long, with all that it started', async () => {
    const begin = Date.now();
    const { problem } = await runProgram(['/bin/sh', '-c', 'sleep 300 & sleep 300'], { timeoutMs: 200 });
    expect(problem).toMatch(/took longer than 0.2 s$/);
    expect(Date.now() - begin).toBeLessThan(20_000);
  });

  it('ends what nobody may know of', async () => {
    let pid = 0;
    const onStart = async (number: number) => {
      pid = number;
      throw new Error('the lock cannot be written');
    };
    const running = runProgram(['/bin/sh', '-c', 'sleep 300'], { timeoutMs: 60_000, onStart });
    await expect(running).rejects.toThrow('the lock cannot be written');
    expect(listGroup(pid)).toEqual([]);
  });
});

/** What runs in a process group. An orphan stays a zombie (Z) until the first process of the machine has looked at it. */
function listGroup(group: number): string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const [state, , pgrp] = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return Number(pgrp) === group && state !== 'Z' && state !== 'X';
    } catch {
      // Ended since the list was read.
      return false;
    }
  });
}

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import { buffer, text } from 'node:stream/consumers';
import type { ProgramResult } from './io.js';

/** Ask on the terminal, and return the line that is typed; undefined where it ends instead. */
export async function ask(question: string): Promise<string | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const ended = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)));
    return await Promise.race([terminal.question(question), ended]);
  } finally {
    terminal.close();
  }
}

/** Run a program by its arguments, without a shell, in English. Throws where there is none of that name. */
export function runProgram([program = '', ...args]: readonly string[]): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      // A program may ask for a password on a terminal; what is piped into ptx is not for it.
      stdio: [process.stdin.isTTY === true ? 'inherit' : 'ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C', LANGUAGE: '' },
    });
    const [stdout, stderr] = [buffer(child.stdout), text(child.stderr)];
    child.once('error', reject);
    child.once('close', async (code) => {
      resolve({ code, stdout: await stdout, stderr: await stderr });
    });
  });
}

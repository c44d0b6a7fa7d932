import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** A shell in a terminal, to type into. */
export class Terminal {
  readonly #child: ChildProcessWithoutNullStreams;
  #shown = '';

  /** Start a shell in a terminal of its own, which `script` of util-linux makes. */
  constructor(command: string, cwd: string, env: Readonly<Record<string, string | undefined>>) {
    this.#child = spawn('script', ['-qec', command, '/dev/null'], { cwd, env: { ...env, TERM: 'dumb' } });
    this.#child.stdout.on('data', (bytes: Buffer) => {
      this.#shown += bytes.toString('utf8');
    });
  }

  /** Run a line, and wait until it is done. */
  async run(line: string): Promise<void> {
    await this.#until(`${line}; echo do''ne\r`, /done\r\n/);
  }

  /** Type a line that ends where Tab is to complete it, and return what became of the line. */
  async complete(line: string): Promise<string> {
    // Control-A and Control-E lead to the ends of the line; in quotes it is printed instead of run.
    const shown = await this.#until(`${line}\t\u0001printf '[%s]\\n' '\u0005'\r`, /^\[(.*)\]\r$/m);
    return shown[1] ?? '';
  }

  close(): void {
    this.#child.kill();
  }

  async #until(keys: string, pattern: RegExp): Promise<RegExpMatchArray> {
    this.#shown = '';
    this.#child.stdin.write(keys);
    for (let waits = 0; waits < 300; waits += 1) {
      const match = this.#shown.match(pattern);
      if (match !== null) return match;
      await delay(100);
    }
    throw new Error(`The terminal did not show ${pattern} after ${JSON.stringify(keys)}:\n${this.#shown}`);
  }
}

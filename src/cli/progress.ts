import type { Io } from './io.js';

/** Shorter work needs no progress. */
const PATIENCE_MS = 500;
const INTERVAL_MS = 100;

/** One line on a terminal that says how far a long piece of work has come; nothing elsewhere. */
export class Progress {
  readonly #io: Io;
  readonly #what: string;
  readonly #total: number;
  readonly #start = Date.now();
  #shown = 0;

  constructor(io: Io, what: string, total: number) {
    this.#io = io;
    this.#what = what;
    this.#total = total;
  }

  /** Say that so much is done. */
  update(done: number): void {
    const now = Date.now();
    if (!this.#io.isStderrTerminal || now - this.#start < PATIENCE_MS || now - this.#shown < INTERVAL_MS) return;
    this.#shown = now;
    this.#io.writeStderr(`\r${this.#what} ${done}/${this.#total}`);
  }

  /** Take the line away. */
  end(): void {
    if (this.#shown > 0) this.#io.writeStderr(`\r${' '.repeat(this.#what.length + 24)}\r`);
  }
}

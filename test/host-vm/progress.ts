import { readFileSync } from 'node:fs';

/** A process that says nothing and uses next to no processor for so long waits for what will not come. */
const STALL_MS = 10 * 60_000;

/** What the clock of an idle host uses in that time is less, and what a busy machine leaves to a busy one is more. */
const BUSY_MS = STALL_MS / 10;

/** Linux counts in hundredths of a second. */
const TICK_MS = 10;

/** Judges by what a process says and does, not by the clock of a machine that others use too, whether to wait for it. */
export class Progress {
  readonly #pid: number;
  #said = -1;
  #usedMs = 0;
  #since = 0;

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** True where there was none for ten minutes. `said` is how much the process has said so far. */
  isStalled(said: number): boolean {
    const usedMs = readProcessorMs(this.#pid);
    if (said === this.#said && usedMs - this.#usedMs < BUSY_MS) return Date.now() - this.#since > STALL_MS;
    this.#said = said;
    this.#usedMs = usedMs;
    this.#since = Date.now();
    return false;
  }
}

/** @see proc_pid_stat(5): "utime" and "stime" are the fields 14 and 15; the name before may have blanks */
function readProcessorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

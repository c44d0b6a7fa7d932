import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DriverRoot, virshCommand } from './hypervisor.js';

/** What a guest left behind. */
export interface GuestRun {
  /** What it wrote to its serial port. */
  readonly serial: string;
  /** What libvirt and QEMU logged, the argv of QEMU among it. */
  readonly log: string;
}

/** Where the serial port of a guest has to write, as the hypervisor names it. */
export function serialFile(root: DriverRoot, name: string): string {
  return path.join(root.path, `${name}.serial`);
}

/**
 * Start documents, wait until each guest has written a marker to its `serialFile`, and destroy them all.
 *
 * @param documents by the name of each domain
 * @throws Error with the words of libvirt or QEMU where a guest does not start or does not get to the marker in time
 */
export async function runGuests(
  root: DriverRoot,
  documents: ReadonlyMap<string, string>,
  { end, timeoutMs }: { readonly end: string; readonly timeoutMs: number },
): Promise<ReadonlyMap<string, GuestRun>> {
  const signal = AbortSignal.timeout(timeoutMs);
  const virsh = new VirshSession(root);
  try {
    for (const [name, xml] of documents) {
      writeFileSync(path.join(root.hostPath, `${name}.xml`), xml);
      const error = await virsh.run(`create ${path.join(root.path, name)}.xml`, signal);
      if (error !== '') throw new Error(`${name}: ${error}\n${readRun(root, name).log}`);
    }
    for (const name of documents.keys()) {
      for (let run = readRun(root, name); !run.serial.includes(end); run = readRun(root, name)) {
        if (signal.aborted || run.log.includes(': shutting down, reason=')) {
          throw new Error(`${name} did not get to ${JSON.stringify(end)}:\n${run.log}\n${run.serial}`);
        }
        await sleep(POLL_MS);
      }
    }
    return new Map([...documents.keys()].map((name) => [name, readRun(root, name)]));
  } finally {
    // QEMU would outlive virsh. All are told to quit first, as libvirt waits for each that it destroys.
    const names = [...documents.keys()];
    const quit = names.map((name) => `qemu-monitor-command ${name} --hmp quit`);
    await virsh.close([...quit, ...names.map((name) => `destroy ${name}`)]);
  }
}

const POLL_MS = 100;
const CLOSE_MS = 60_000;

function readRun(root: DriverRoot, name: string): GuestRun {
  const read = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  return {
    serial: read(path.join(root.hostPath, `${name}.serial`)),
    log: read(path.join(root.hostPath, 'log', 'qemu', `${name}.log`)),
  };
}

/** One virsh process that stays open: the guests of an embedded driver have no other to answer for them. */
class VirshSession {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #closed: Promise<unknown>;
  #isClosed = false;
  #errors = '';
  #commands = 0;

  constructor(root: DriverRoot) {
    const [file = '', ...args] = virshCommand(root);
    // Errors are told from warnings by their first word.
    this.#process = spawn(file, args, { env: { ...process.env, LC_ALL: 'C' } });
    this.#process.stdout.resume();
    this.#process.stderr.on('data', (chunk) => {
      this.#errors += chunk;
    });
    // That virsh is gone is noticed below, where a command gets no answer.
    this.#process.stdin.on('error', () => {});
    this.#closed = new Promise((resolve) => this.#process.once('close', resolve)).then(() => {
      this.#isClosed = true;
    });
  }

  /** Run a command; resolves with the errors that it printed. */
  async run(command: string, signal: AbortSignal): Promise<string> {
    this.#commands += 1;
    const mark = `error: done ${this.#commands}\n`;
    const start = this.#errors.length;
    this.#process.stdin.write(`${command}\necho --err done ${this.#commands}\n`);
    while (!this.#errors.includes(mark, start)) {
      if (signal.aborted || this.#isClosed) throw new Error(`virsh did not answer "${command}":\n${this.#errors}`);
      await sleep(POLL_MS / 10);
    }
    const lines = this.#errors.slice(start, this.#errors.indexOf(mark, start)).split('\n');
    return lines.filter((line) => line.startsWith('error: ')).join('\n');
  }

  /** Run last commands, and see to it that the process ends. */
  async close(commands: readonly string[]): Promise<void> {
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), CLOSE_MS);
    this.#process.stdin.end([...commands, ''].join('\n'));
    await this.#closed;
    clearTimeout(timer);
  }
}

import { resolve } from 'node:path';
import { PtxError } from '../../errors.js';
import type { HostAction } from '../action.js';
import { HostFiles } from './host-files.js';
import { HostWriter } from './host-writer.js';
import { type ProgramEnd, type ProgramOptions, type RunProgram, runProgram } from './run-program.js';

/** Which host is changed. */
export interface HostTarget {
  /** The folder that holds the host: `/`, or a copy of another machine's files. */
  readonly root?: string | undefined;
  /** Of another root than `/`: run programs inside of it by chroot(8), and write the attributes that its /sys shows. */
  readonly chroot?: boolean | undefined;
}

/** A host that is changed: its files, its attributes and its programs. */
export class HostAccess {
  readonly writer: HostWriter;
  readonly root: string;
  readonly #chroot: string | undefined;
  readonly #mayRun: boolean;
  readonly #run: RunProgram;

  constructor({ root = '/', chroot = false }: HostTarget, run: RunProgram = runProgram) {
    // Programs are run in another folder than this process is in.
    this.root = resolve(root);
    this.writer = new HostWriter(this.root);
    this.#chroot = this.root === '/' ? undefined : this.root;
    this.#mayRun = this.root === '/' || chroot;
    this.#run = run;
  }

  /**
   * Refuse actions that would be done to the machine that this runs on, and not to the host in the folder.
   *
   * @throws PtxError OPTION_INVALID
   */
  requireReach(actions: readonly HostAction[]): void {
    for (const action of actions) {
      if (action.kind === 'run-command') this.#require(`"${action.argv.join(' ')}"`);
      if (action.kind === 'write-sysfs') this.requireReachOfSysfs(action.path);
    }
  }

  /**
   * Refuse to write attributes that are those of the machine that this runs on.
   *
   * @throws PtxError OPTION_INVALID
   */
  requireReachOfSysfs(path: string): void {
    this.#require(`a write to "${path}"`);
  }

  #require(what: string): void {
    if (this.#mayRun) return;
    throw new PtxError('OPTION_INVALID', `Option "root": ${what} would count for this machine`, {
      option: 'root',
      hint: 'With "chroot" programs run inside of the folder',
    });
  }

  /** Run a program of the host. */
  run(argv: readonly string[], options: Omit<ProgramOptions, 'chroot'>): Promise<ProgramEnd> {
    return this.#run(argv, { ...options, chroot: this.#chroot });
  }

  /** Give a new file the label of SELinux that the old one has; undefined where there are no labels. */
  async labeller(): Promise<((from: string, to: string) => Promise<void>) | undefined> {
    if (!this.#mayRun || !(await new HostFiles(this.root).exists('/sys/fs/selinux/enforce'))) return undefined;
    return async (from, to) => {
      // Both are paths of this machine, so it is done from outside.
      const { problem } = await this.#run(['chcon', `--reference=${from}`, to], { timeoutMs: 60_000 });
      if (problem !== null) throw new Error(`the label cannot be kept: ${problem}`);
    };
  }
}

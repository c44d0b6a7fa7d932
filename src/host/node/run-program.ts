import { spawn } from 'node:child_process';

/** Where and how a program of a host is run. */
export interface ProgramOptions {
  /** Run it inside of this folder, by chroot(8). */
  readonly chroot?: string | undefined;
  readonly timeoutMs: number;
  /** Called with what it prints, as it prints it. */
  readonly onOutput?: ((text: string) => void) | undefined;
  /** Called once it runs; where that fails, it is ended. */
  readonly onStart?: ((pid: number) => Promise<void>) | undefined;
}

/** How a program ended. */
export interface ProgramEnd {
  /** What went wrong, one line; null where the exit code was 0. */
  readonly problem: string | null;
  /** The end of what it printed. */
  readonly output: string;
}

/** Runs a program; `runProgram`, or what stands in for it in a test. */
export type RunProgram = (argv: readonly string[], options: ProgramOptions) => Promise<ProgramEnd>;

const OUTPUT_LIMIT = 4096;

/** How long a program that is asked to end has time to. */
const GRACE_MS = 10_000;

/** What programs find in their environment besides the language, which grub-mkconfig writes into its menu. */
const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin',
  HOME: '/root',
  TERM: 'dumb',
  DEBIAN_FRONTEND: 'noninteractive',
};

/**
 * Run a program by its arguments: no shell, no input, a known environment. It has a session of its own, so that Ctrl-C
 * ends ptx between two actions and not a program in the middle; one that takes too long is ended with all that it started.
 */
export const runProgram: RunProgram = async (argv, { chroot, timeoutMs, onOutput, onStart }) => {
  const [program = '', ...args] = chroot === undefined ? argv : ['chroot', chroot, ...argv];
  const child = spawn(program, args, {
    cwd: '/',
    env: { ...ENVIRONMENT, ...readLanguage() },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  const take = (chunk: string) => {
    output = (output + chunk).slice(-OUTPUT_LIMIT);
    onOutput?.(chunk);
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', take);
  const ended = new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(`"${program}" cannot be run: ${error.message}`));
    child.once('close', (code, signal) => {
      const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
      resolve(code === 0 ? null : `"${argv.join(' ')}" ended ${how}`);
    });
  });
  const end = (signal: NodeJS.Signals) => {
    // The group may be gone already.
    if (child.pid !== undefined)
      try {
        process.kill(-child.pid, signal);
      } catch {}
  };
  try {
    if (child.pid !== undefined) await onStart?.(child.pid);
  } catch (error) {
    // Nobody would know of it any more.
    end('SIGKILL');
    await ended;
    throw error;
  }
  let isLate = false;
  const timers = [
    setTimeout(() => {
      isLate = true;
      end('SIGTERM');
    }, timeoutMs),
    setTimeout(() => end('SIGKILL'), timeoutMs + GRACE_MS),
  ];
  const problem = await ended;
  for (const timer of timers) clearTimeout(timer);
  return { problem: isLate ? `"${argv.join(' ')}" took longer than ${timeoutMs / 1000} s` : problem, output };
};

function readLanguage(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(LANG|LANGUAGE|LC_[A-Z]+)$/.test(name)));
}

import type { RunCommand } from './action.js';
import type { HostSnapshot } from './model.js';

const MINUTE_MS = 60_000;

/** Programs that take longer than a minute: they compress an image for every kernel. */
const TIMEOUTS_MS: Readonly<Record<string, number>> = {
  dracut: 20 * MINUTE_MS,
  mkinitcpio: 20 * MINUTE_MS,
  'reinstall-kernels': 20 * MINUTE_MS,
  'rpm-ostree': 20 * MINUTE_MS,
  'update-initramfs': 20 * MINUTE_MS,
};

/** True where the host has a program. */
export function hasCommand({ environment }: HostSnapshot, name: string): boolean {
  return environment.commands.some((command) => command.name === name);
}

/** Run a program; unless something else undoes it, it runs again once the files are as they were. */
export function runCommand(argv: readonly string[], reason: string, undo: readonly string[] = argv): RunCommand {
  const [name = ''] = argv;
  return {
    kind: 'run-command',
    argv: [...argv],
    expectedExit: 0,
    timeoutMs: TIMEOUTS_MS[name] ?? 5 * MINUTE_MS,
    reason,
    precondition: { kind: 'command', name },
    undo: { kind: 'run-command', argv: [...undo] },
  };
}

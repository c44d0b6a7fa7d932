import { closeSync, fstatSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Io } from './io.js';

/** What asks a process to end: Ctrl-C, whoever manages it, and a terminal that is closed. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Have signals call something while an act goes on, in place of ending the process.
 *
 * @returns what the act returns, once it is done
 */
export async function whileHandling<Result>(
  signals: readonly NodeJS.Signals[],
  handle: (signal: NodeJS.Signals) => void,
  act: () => Promise<Result>,
): Promise<Result> {
  for (const signal of signals) process.on(signal, handle);
  try {
    return await act();
  } finally {
    for (const signal of signals) process.off(signal, handle);
  }
}

/** Do to its end, whatever asks the process to end meanwhile. */
export function uninterrupted<Result>(act: () => Promise<Result>): Promise<Result> {
  return whileHandling(ENDING, () => {}, act);
}

/** Have what asks the process to end reach the act in place of the process, so that it stops where nothing is left half done. */
export function stoppable<Result>(io: Io, act: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals) => {
    if (signal === 'SIGHUP') process.once('exit', closeGoneTerminals);
    if (!controller.signal.aborted) io.writeStderr('Stopping: what was begun is done to its end first\n');
    controller.abort();
  };
  return whileHandling(ENDING, stop, () => act(controller.signal));
}

/**
 * Node sets terminals back at its end, and aborts where one is gone. What is closed it leaves alone.
 *
 * @see ResetStdio in src/node.cc of Node 20
 */
function closeGoneTerminals(): void {
  for (const descriptor of [0, 1, 2]) {
    try {
      if (fstatSync(descriptor).isCharacterDevice() && !isatty(descriptor)) closeSync(descriptor);
    } catch {
      // It is closed already.
    }
  }
}

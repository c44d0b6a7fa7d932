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
  handle: () => void,
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
  const stop = () => {
    if (!controller.signal.aborted) io.writeStderr('Stopping: what was begun is done to its end first\n');
    controller.abort();
  };
  return whileHandling(ENDING, stop, () => act(controller.signal));
}

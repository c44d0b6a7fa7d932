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

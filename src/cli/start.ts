import { processIo } from './io.js';
import { main } from './main.js';
import { readWords } from './program-name.js';

/** Run the command line of this process. Not with process.exit: it would cut off output that a pipe has not taken yet. */
export async function start(): Promise<void> {
  process.exitCode = await main(readWords(process.argv), processIo());
}

/**
 * A process that works until it is asked to end, and then ends what it has begun. It tells of it on standard error, where
 * nobody may read any more, and in a file.
 *
 * Usage: node stoppable-child.js FILE
 */
import { appendFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { processIo } from '../../src/cli/io.js';
import { stoppable } from '../../src/cli/signals.js';

const [file = ''] = process.argv.slice(2);
const io = processIo();
const tell = (text: string) => {
  io.writeStderr(`${text}\n`);
  appendFileSync(file, `${text}\n`);
};
process.exitCode = await stoppable(io, async (signal) => {
  tell('begun');
  while (!signal.aborted) await setTimeout(10);
  for (const part of ['half', 'done']) {
    await setTimeout(50);
    tell(part);
  }
  return 3;
});

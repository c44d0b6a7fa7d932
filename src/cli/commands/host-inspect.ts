import { COLOR_FLAG, isStdoutColored, painter, readColorChoice } from '../color.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { FORMAT_FLAG, type ParsedFlags, wantsJson } from '../flags.js';
import { ROOT_FLAG, readHost, SNAPSHOT_FLAG } from '../host-input.js';
import { formatSnapshot } from '../host-text.js';
import type { Io } from '../io.js';

/** `ptx host inspect`: what passthrough depends on. */
export const hostInspectCommand: Command = {
  usage: '[--root DIR | --host FILE] [FLAGS]',
  description: [
    'Read what passthrough depends on, of this host or of a copy of the files of another one. It only reads files: no command is run and nothing is changed. What could not be read is listed.',
    'The JSON is complete: it is what other commands take as --host, on any machine.',
  ],
  examples: ['ptx host inspect', 'ptx host inspect --format json >node1.json', 'ptx host inspect --root /mnt'],
  flags: [ROOT_FLAG, SNAPSHOT_FLAG, FORMAT_FLAG, COLOR_FLAG],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const snapshot = await readHost(parsed, io);
  const paint = painter(isStdoutColored(readColorChoice(parsed), io));
  await io.writeStdout(wantsJson(parsed) ? `${JSON.stringify(snapshot, null, 2)}\n` : formatSnapshot(snapshot, paint));
  return EXIT.ok;
}

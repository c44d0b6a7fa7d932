import { COLOR_FLAG, isStdoutColored, painter, readColorChoice } from '../color.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { FORMAT_FLAG, type ParsedFlags, requireOneOperand, wantsJson } from '../flags.js';
import { ROOT_FLAG } from '../host-input.js';
import { reportProgress } from '../host-progress.js';
import { CHROOT_FLAG, readTarget } from '../host-target.js';
import type { Io } from '../io.js';
import { formatRolledBack } from '../record-text.js';
import { stoppable } from '../signals.js';

/** `ptx host rollback`: take back what was done. */
export const hostRollbackCommand: Command = {
  usage: 'RECORD [--root DIR [--chroot]] [FLAGS]',
  description: [
    'Take back what "ptx host apply" did: files get the bytes that they had, files that were not there go, and the programs that make something of them run again. It also takes back what was interrupted. RECORD is the id that apply printed, or the path of its file in /var/lib/ptx/records.',
    'Where a file was changed since, nothing is touched. The same command again changes nothing more.',
    'Exit codes: 0 done, 2 usage, 3 refused or failed.',
  ],
  examples: ['ptx host rollback 20260102T030405Z-a1b2c3'],
  flags: [ROOT_FLAG, CHROOT_FLAG, FORMAT_FLAG, COLOR_FLAG],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const operand = requireOneOperand(parsed, 'RECORD');
  const id = operand.replace(/^.*\//s, '').replace(/\.json$/, '');
  const target = await readTarget(parsed);
  const { rollbackRecord } = await import('../../host/node/rollback-record.js');
  const record = await stoppable(io, (signal) =>
    rollbackRecord(id, { ...target, signal, onProgress: reportProgress(io) }),
  );
  const paint = painter(isStdoutColored(readColorChoice(parsed), io));
  await io.writeStdout(
    wantsJson(parsed) ? `${JSON.stringify({ record }, null, 2)}\n` : formatRolledBack(record, paint),
  );
  return EXIT.ok;
}

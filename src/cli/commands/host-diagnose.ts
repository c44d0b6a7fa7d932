import { diagnoseLog } from '../../host/diagnose.js';
import { COLOR_FLAG, isStdoutColored, painter, readColorChoice } from '../color.js';
import type { Command } from '../command.js';
import { formatDiagnosis } from '../diagnosis-text.js';
import { EXIT } from '../exit-codes.js';
import { FORMAT_FLAG, type ParsedFlags, requireOneOperand, wantsJson } from '../flags.js';
import type { Io } from '../io.js';
import { readLog } from '../log-input.js';

/** `ptx host diagnose`: what a log says about passthrough. */
export const hostDiagnoseCommand: Command = {
  usage: 'FILE|- [FLAGS]',
  description: [
    'Read a log of the kernel (dmesg, journalctl -k), of QEMU (/var/log/libvirt/qemu/NAME.log), of libvirt or of a guest, and say of each message about passthrough that is known what causes it, what cures it, and which command of ptx shows it beforehand. A message that is repeated is told once, with how often.',
    'Exit codes: 0 nothing is known in it, 1 something is, 2 usage, 3 the log cannot be read, is empty or is no text.',
  ],
  examples: ['dmesg | ptx host diagnose -', 'ptx host diagnose /var/log/libvirt/qemu/win10.log --format json'],
  flags: [FORMAT_FLAG, COLOR_FLAG],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const diagnosis = diagnoseLog(await readLog(requireOneOperand(parsed, 'FILE'), io));
  const paint = painter(isStdoutColored(readColorChoice(parsed), io));
  await io.writeStdout(
    wantsJson(parsed) ? `${JSON.stringify(diagnosis, null, 2)}\n` : formatDiagnosis(diagnosis, paint),
  );
  return diagnosis.messages.length === 0 ? EXIT.ok : EXIT.findings;
}

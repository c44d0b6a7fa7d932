import { verifyDevices } from '../../host/verify.js';
import { COLOR_FLAG, isStdoutColored, painter, readColorChoice } from '../color.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { FORMAT_FLAG, flagArgument, hasFlag, type ParsedFlags, usageError, wantsJson } from '../flags.js';
import { ROOT_FLAG, readHost, SNAPSHOT_FLAG } from '../host-input.js';
import type { Io } from '../io.js';
import { readLog } from '../log-input.js';
import { formatVerification } from '../verification-text.js';

/** `ptx host verify`: what came of a plan. */
export const hostVerifyCommand: Command = {
  usage: '--device ADDRESS… [--root DIR | --host FILE] [FLAGS]',
  description: [
    'Say after the start of a host whether devices, and what has to go along with them, are reserved for guests: by which driver, when in the start that came about, and otherwise why not and what is next. It only reads.',
    'Exit codes: 0 all are reserved, 1 something is missing, 2 usage, 3 failure.',
  ],
  examples: ['ptx host verify --device 01:00', 'ptx host verify --device 01:00 --host node1.json --log dmesg.txt'],
  flags: [
    {
      name: 'device',
      argument: 'ADDRESS',
      summary: 'What was prepared: 01:00.0, or 01:00 for all functions of a card; may be given again',
    },
    { name: 'no-companions', summary: 'Leave out other functions of the card that have IOMMU groups of their own' },
    { name: 'log', argument: 'FILE', summary: 'What dmesg printed on that host, in place of the log of this kernel' },
    ROOT_FLAG,
    SNAPSHOT_FLAG,
    FORMAT_FLAG,
    COLOR_FLAG,
  ],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const named = parsed.given.filter(({ name }) => name === 'device').map(({ argument }) => argument ?? '');
  // "--device A B" reads as one would write it, so what stands alone is an address too.
  const devices = [...named, ...parsed.operands].flatMap((text) => text.split(',')).filter((text) => text !== '');
  if (devices.length === 0) throw usageError('Expected a --device, such as 01:00');
  const snapshot = await readHost({ ...parsed, operands: [] }, io);
  const log = await chooseLog(parsed, io);
  const verification = verifyDevices(snapshot, { devices, companions: !hasFlag(parsed, 'no-companions') }, log);
  const paint = painter(isStdoutColored(readColorChoice(parsed), io));
  await io.writeStdout(
    wantsJson(parsed) ? `${JSON.stringify(verification, null, 2)}\n` : formatVerification(verification, paint),
  );
  return verification.isReady ? EXIT.ok : EXIT.findings;
}

async function chooseLog(parsed: ParsedFlags, io: Io): Promise<string | null> {
  const file = flagArgument(parsed, 'log');
  if (file !== undefined) return readLog(file, io);
  if ([ROOT_FLAG, SNAPSHOT_FLAG].some(({ name }) => hasFlag(parsed, name))) return null;
  const { readKernelLog } = await import('../../host/node/kernel-log.js');
  return readKernelLog();
}

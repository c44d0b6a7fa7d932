import type { HostPlan } from '../../host/plan.js';
import { parseHostPlan } from '../../host/plan-file.js';
import { parseHostRecord } from '../../host/record.js';
import { COLOR_FLAG, isStdoutColored, painter, readColorChoice } from '../color.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { FORMAT_FLAG, type ParsedFlags, requireOneOperand, wantsJson } from '../flags.js';
import { ROOT_FLAG } from '../host-input.js';
import { reportProgress } from '../host-progress.js';
import { CHROOT_FLAG, readTarget } from '../host-target.js';
import { nameInput, readBytes } from '../input.js';
import type { Io } from '../io.js';
import { formatApplied } from '../record-text.js';
import { namingFile } from '../report.js';
import { stoppable } from '../signals.js';

const MAX_PLAN_BYTES = 64 * 1024 * 1024;

/** `ptx host apply`: do what a plan says. */
export const hostApplyCommand: Command = {
  usage: 'PLAN|- [--root DIR [--chroot]] [FLAGS]',
  description: [
    'Do what a plan says, as "ptx host plan --format json" printed it, to the host that it was made for. The host is looked at again first, and a plan that was made for another state of it is refused. Every action is told on standard error; what fails ends it. Nothing restarts the host.',
    'A record says what was done, and "ptx host rollback" takes it back, also after an interruption. The same command again goes on where it was, and changes nothing where all was done; PLAN may be the file of the record as well, which holds its plan.',
    'Exit codes: 0 done, 1 done but for what is to be done by hand, 2 usage, 3 refused or failed.',
  ],
  examples: ['ptx host apply plan.json', 'ptx host plan --device 01:00 --format json | ptx host apply -'],
  flags: [ROOT_FLAG, CHROOT_FLAG, FORMAT_FLAG, COLOR_FLAG],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const file = requireOneOperand(parsed, 'PLAN');
  const target = await readTarget(parsed);
  const plan = await namingFile(nameInput(file), async () =>
    parsePlan(new TextDecoder().decode(await readBytes(file, io, MAX_PLAN_BYTES))),
  );
  const { applyPlan } = await import('../../host/node/apply-plan.js');
  const record = await stoppable(io, (signal) =>
    applyPlan(plan, { ...target, signal, onProgress: reportProgress(io) }),
  );
  const paint = painter(isStdoutColored(readColorChoice(parsed), io));
  if (wantsJson(parsed)) await io.writeStdout(`${JSON.stringify({ record }, null, 2)}\n`);
  else
    await io.writeStdout(
      record === null ? 'Nothing to do: the host is configured like this.\n' : formatApplied(record, target, paint),
    );
  return record?.steps.some(({ state }) => state === 'left') ? EXIT.pending : EXIT.ok;
}

/** A record holds its plan, so that it can be gone on with where the plan is not at hand any more. */
function parsePlan(text: string): HostPlan {
  return isRecord(text) ? parseHostRecord(text).plan : parseHostPlan(text);
}

function isRecord(text: string): boolean {
  try {
    return 'steps' in JSON.parse(text);
  } catch {
    return false;
  }
}

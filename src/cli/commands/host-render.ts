import { parseHostPlan } from '../../host/plan-file.js';
import { COLOR_FLAG } from '../color.js';
import type { Command } from '../command.js';
import { type ParsedFlags, usageError } from '../flags.js';
import { nameInput } from '../input.js';
import type { Io } from '../io.js';
import { PLAN_FORMAT_FLAG, printPlan } from '../plan-output.js';
import { namingFile } from '../report.js';
import { readText } from '../text-file.js';

/** `ptx host render`: a plan that was kept, in another format. */
export const hostRenderCommand: Command = {
  usage: 'PLAN|- [FLAGS]',
  description: [
    'Write a plan that "ptx host plan --format json" printed in another format: for people, as a script for a POSIX shell, as a playbook for Ansible, as a cloud-config, as a MachineConfig of OpenShift, or as a module for NixOS. Nothing is done, and the host is not looked at.',
    'What a format has no words for stands in its comments. Where the result would do something else than the plan, it is refused.',
    'Exit codes: 0 done, 1 the plan is blocked, 2 usage, 3 failure.',
  ],
  examples: [
    'ptx host render plan.json --format shell >prepare.sh',
    'ptx host render plan.json --format ansible >prepare.yaml',
    'ptx host plan --device 01:00 --format json | ptx host render - --format nixos',
  ],
  flags: [PLAN_FORMAT_FLAG, COLOR_FLAG],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const [file, ...rest] = parsed.operands;
  if (file === undefined || rest.length > 0) {
    throw usageError('Expected one PLAN', '"ptx host plan --format json" prints one');
  }
  return namingFile(nameInput(file), async () => printPlan(parseHostPlan(await readText(file, io)), parsed, io));
}

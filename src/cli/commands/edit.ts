import { COLOR_FLAG } from '../color.js';
import type { Command } from '../command.js';
import { readEditRequest } from '../edit-request.js';
import { EditRun } from '../edit-run.js';
import { type Flag, FORMAT_FLAG, type ParsedFlags } from '../flags.js';
import type { Io } from '../io.js';
import { LINT_FLAGS } from '../lint-settings.js';
import { STEP_LIST_FLAGS } from '../requested-steps.js';
import { explainStepFlag, loadStepFlags } from '../step-flags.js';
import { SURROUNDINGS_FLAGS } from '../surroundings.js';

const EDIT_FLAGS: readonly Flag[] = [
  {
    name: 'connect',
    short: 'c',
    argument: 'URI',
    summary: 'The connection, as virsh takes it: qemu+ssh://host/system',
  },
  { name: 'all', summary: 'Edit every persistent domain of the connection' },
  { name: 'undo', summary: 'Bring back what the last edit of DOMAIN replaced; once more, the one before' },
  { name: 'yes', short: 'y', summary: 'Do not ask' },
  { name: 'force', summary: 'Go ahead with errors of lint, or over later changes with --undo' },
  { name: 'check', summary: 'Define nothing; exit 1 where something would change' },
  { name: 'print-diff', summary: 'Define nothing, and print a unified diff' },
  { name: 'print-changes', summary: 'Define nothing, and print a list of the changes' },
];

const SHARED_LINT_FLAGS = LINT_FLAGS.filter(({ name }) => ['rule', 'config', 'no-config'].includes(name));

/** `ptx edit`: change a domain where it is. */
export const editCommand: Command = {
  usage: 'DOMAIN|--all [STEP FLAGS|--recipe NAME|--steps FILE|--undo] [FLAGS]',
  description: [
    'Change a domain of libvirt: dump it, apply steps, look for what will not work, show the difference and ask; then keep what was there, define it with --validate, and see that libvirt has what was meant. It is virsh that talks to libvirt.',
    'Passwords are never shown. A running domain goes on as it is: the change counts from its next start.',
    'Exit codes: 0 done, or nothing to do; 1 left as it is, or changes pending (--check); 2 usage or options; 3 refused or failed.',
  ],
  examples: [
    'ptx edit win10 --hide-kvm --add-pci-hostdev 01:00,functions=0-1',
    'ptx edit -c qemu+ssh://root@host/system win10 --recipe windows-gpu,01:00',
    'ptx edit --all --disable-memballoon --yes',
    'ptx edit --undo win10',
  ],
  flags: [
    ...STEP_LIST_FLAGS,
    ...EDIT_FLAGS,
    ...SURROUNDINGS_FLAGS,
    ...SHARED_LINT_FLAGS,
    { ...FORMAT_FLAG, summary: 'How --print-changes prints: text (the default) or json' },
    { ...COLOR_FLAG, summary: 'Colour what is shown: auto (the default: on a terminal), always or never' },
  ],
  loadStepFlags,
  helpSections: async () => (await import('../step-help.js')).formatStepHelp(),
  explainFlag: explainStepFlag,
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  return new EditRun(await readEditRequest(parsed, io), io).run();
}

import { quoteWord, quoteWords } from '../../domain/shell-word.js';
import type { HostAction, WriteFile } from '../action.js';
import type { HostPlan } from '../plan.js';
import { printText } from './here-document.js';
import { commentLines, describePlan } from './plan-comment.js';
import { listActions, stateFile } from './plan-parts.js';
import type { PlanRenderer } from './renderer.js';
import { COMMON, FUNCTIONS, NOTE } from './shell-functions.js';
import { listSysfsChanges, undoSysfsChange } from './sysfs.js';

/** A script for a POSIX shell, which does a plan or undoes it, checks first, and does nothing the second time. */
export const shellRenderer: PlanRenderer = {
  name: 'shell',
  summary: 'A script for a POSIX shell: "sh FILE apply", "sh FILE rollback"',
  isRunnable: true,
  render: (plan) =>
    `${[
      ...formatHead(plan),
      ...formatContents(plan),
      'check() {',
      ...indent(formatChecks(plan)),
      '}',
      '',
      'apply() {',
      ...indent(formatApply(plan)),
      '}',
      '',
      'rollback() {',
      ...indent(formatRollback(plan)),
      '}',
      '',
      ...MAIN,
    ].join('\n')}\n`,
};

const KINDS = ['write-file', 'run-command', 'write-sysfs'] as const;

/** All is read before anything is done, so a script that was cut off does nothing. */
const MAIN: readonly string[] = [
  'if [ -z "$root" ] && [ "$(id -u)" != 0 ]; then fail "Only root can do this"; fi',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it
  'case ${1:-apply} in',
  'apply)',
  '  check',
  '  apply',
  '  ;;',
  'rollback)',
  '  check',
  '  rollback',
  '  ;;',
  '*) fail "Usage: sh FILE [apply | rollback]" ;;',
  'esac',
];

function formatHead(plan: HostPlan): string[] {
  return [
    '#!/bin/sh',
    ...describePlan(plan).map((line) => `# ${line}`),
    '#',
    '# Run it as root: "sh FILE apply" does what the plan says, "sh FILE rollback" undoes it.',
    '# Both check everything first, and do nothing where it is done.',
    'set -eu',
    'umask 022',
    'PATH=$PATH:/usr/sbin:/sbin',
    'LC_ALL=C',
    'export PATH LC_ALL',
    COMMON,
    '',
    ...(hasState(plan) ? [`state=${stateFile(plan)}`, 'pending=no', '', NOTE, ''] : []),
    ...KINDS.filter((kind) => listActions(plan, kind).length > 0).flatMap((kind) => [FUNCTIONS[kind], '']),
  ];
}

/** The files, as they will be and as they were. */
function formatContents(plan: HostPlan): string[] {
  const cases = listActions(plan, 'write-file').flatMap((file, index) => [
    [`new-${index}`, file.content] as const,
    ...(file.undo.kind === 'write-file' ? [[`old-${index}`, file.undo.content] as const] : []),
  ]);
  if (cases.length === 0) return [];
  return [
    '# content NAME: print a file, as it will be or as it was.',
    'content() {',
    '  case $1 in',
    ...cases.flatMap(([name, text]) => [`  ${name})`, ...indentFirst(printText(text)), '    ;;']),
    '  *) fail "No content $1" ;;',
    '  esac',
    '}',
    '',
  ];
}

function formatChecks(plan: HostPlan): string[] {
  const programs = new Set(listActions(plan, 'run-command').map(({ precondition }) => precondition.name));
  const lines = [
    ...listActions(plan, 'write-file').map((file, index) =>
      quoteWords(['check_file', file.path, `new-${index}`, oldName(file, index)]),
    ),
    ...[...programs].map((name) => quoteWords(['check_command', name])),
    ...listSysfsChanges(plan).map(({ path, before, values }) => quoteWords(['check_sysfs', path, before, ...values])),
  ];
  return lines.length === 0 ? [':'] : lines;
}

function formatApply(plan: HostPlan): string[] {
  const commands = listActions(plan, 'run-command');
  return [
    ...(hasState(plan) ? ['if [ "$(cat "$root$state" 2>/dev/null)" != applied ]; then pending=yes; fi'] : []),
    ...listActions(plan, 'write-file').flatMap((file, index) => [
      ...explain(file),
      quoteWords(['put_file', file.path, `new-${index}`, file.mode]),
    ]),
    ...whenPending(plan, [
      'note started',
      ...commands.flatMap((command) => [...explain(command), `run ${quoteWords(command.argv)}`]),
      'if [ -z "$root" ]; then note applied; fi',
    ]),
    ...listSysfsChanges(plan).map(({ path, values }) => quoteWords(['put_sysfs', path, ...values])),
    ...listActions(plan, 'manual').flatMap(({ title, lines }) =>
      [`By hand: ${title}`, ...lines.map((line) => `  ${line}`)].map((line) => `say ${quoteWord(line)}`),
    ),
    ...formatEnd(plan),
  ];
}

/** Attributes and files go back, the last first; then the commands that take it in, in the order of the plan. */
function formatRollback(plan: HostPlan): string[] {
  const files = listActions(plan, 'write-file');
  const undone = listActions(plan, 'run-command').flatMap(({ undo }) => (undo === null ? [] : [undo.argv]));
  return [
    ...(hasState(plan) ? ['if [ -e "$root$state" ]; then pending=yes; fi'] : []),
    ...listSysfsChanges(plan)
      .toReversed()
      .map(undoSysfsChange)
      .map(({ path, values }) => quoteWords(['put_sysfs', path, ...values])),
    ...files
      .map((file, index) => {
        const mode = file.undo.kind === 'write-file' ? file.undo.mode : file.mode;
        return quoteWords(['put_file', file.path, oldName(file, index), mode]);
      })
      .toReversed(),
    ...whenPending(plan, [...undone.map((argv) => `run ${quoteWords(argv)}`), 'rm -f "$root$state"']),
    ...formatEnd(plan),
  ];
}

function formatEnd({ requiresReboot }: HostPlan): string[] {
  return [
    'if [ $did = no ]; then',
    '  say "Nothing to do"',
    ...(requiresReboot ? ['else', '  say "It counts after the next start of the host"'] : []),
    'fi',
  ];
}

function whenPending(plan: HostPlan, lines: readonly string[]): string[] {
  return hasState(plan) ? ['if [ $pending = yes ]; then', ...indent(lines), 'fi'] : [];
}

/** Whether something is done of which the host has to be told when it is complete. */
function hasState({ actions }: HostPlan): boolean {
  return actions.some(({ kind }) => kind === 'write-file' || kind === 'run-command');
}

function oldName(file: WriteFile, index: number): string {
  return file.undo.kind === 'write-file' ? `old-${index}` : 'absent';
}

function explain({ reason }: HostAction): string[] {
  return commentLines([reason]).map((line) => `# ${line}`);
}

/** Lines of a text stand at the margin, whatever they are in. */
function indentFirst([first = '', ...rest]: readonly string[]): string[] {
  return [`    ${first}`, ...rest];
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

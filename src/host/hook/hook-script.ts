import { quoteWord, quoteWords } from '../../domain/shell-word.js';
import { OWNED_HEADER } from '../file-edit.js';
import { commentLines } from '../render/plan-comment.js';
import { HOOK_FUNCTIONS } from './hook-functions.js';
import { type HookStep, STEP_TIMES } from './hook-step.js';

/** Where libvirt looks for hooks of QEMU domains beside `qemu`. @see https://libvirt.org/hooks.html, since libvirt 6.5 */
const FOLDER = '/etc/libvirt/hooks/qemu.d';

/** Where hooks keep what they have to give back; it is empty after a start of the host, as nothing is left then. */
const STATES = '/run/ptx/hook';

/** The script of a domain. */
export function hookPath(domain: string): string {
  return `${FOLDER}/ptx-${fileName(domain)}`;
}

/** What the hook of a domain has to give back; there while the domain runs. */
export function hookStatePath(domain: string): string {
  return `${STATES}/${fileName(domain)}`;
}

/** Write the script that libvirt calls for every domain, and that does something for one. */
export function formatHook(domain: string, steps: readonly HookStep[]): string {
  const lines = [
    '#!/bin/sh',
    OWNED_HEADER,
    ...comment(`What happens on this host when libvirt starts and stops the domain ${JSON.stringify(domain)}.`),
    ...comment(`${quoteWords(['ptx', 'hook', 'remove', domain])} takes it away.`),
    '#',
    ...comment(
      'libvirt calls it with the name of a domain, an operation and a sub-operation, and the XML of the domain on standard input. Standard output stays empty, as libvirt would take it for other XML.',
    ),
    'set -u',
    'umask 077',
    `domain=${quoteWord(domain)}`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it
    'if [ "${1:-}" != "$domain" ]; then exit 0; fi',
    'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
    'LC_ALL=C',
    'export PATH LC_ALL',
    '# Prefix of every path, for a trial.',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it
    'root=${PTX_ROOT:-}',
    `states=$root${STATES}`,
    `state=$states/${quoteWord(fileName(domain))}`,
    'devices=/sys/bus/pci/devices',
    '',
    HOOK_FUNCTIONS,
    '',
    ...formatSteps('prepare', steps),
    ...formatSteps('started', steps),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it
    'case ${2:-}/${3:-} in',
    'prepare/begin)',
    '  # What a stop that libvirt did not see has left.',
    '  restore || :',
    '  begin prepare',
    '  ;;',
    'started/begin) begin started ;;',
    'release/end) restore ;;',
    'esac',
  ];
  return `${lines.join('\n')}\n`;
}

function formatSteps(time: 'prepare' | 'started', steps: readonly HookStep[]): string[] {
  const own = steps.filter(({ kind }) => STEP_TIMES[kind] === time);
  const body = own.flatMap((step) => [...comment(step.reason), `${quoteWords(words(step))} || return`]);
  return [`${time}() {`, ...(own.length === 0 ? [':'] : body).map((line) => `  ${line}`), '}', ''];
}

function words(step: HookStep): string[] {
  switch (step.kind) {
    case 'bind':
      return ['bind', step.address];
    case 'keep':
      return ['keep', step.path, step.value];
    case 'reserve':
      return ['reserve', step.path, `${step.count}`];
    case 'partition':
      return ['partition', step.cpus];
  }
}

function comment(text: string): string[] {
  return commentLines([text]).map((line) => `# ${line}`);
}

/** A name that leads nowhere else, of printable ASCII. */
function fileName(domain: string): string {
  return encodeURIComponent(domain).replaceAll('.', '%2E');
}

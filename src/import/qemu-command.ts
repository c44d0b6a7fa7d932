import { isQemuFlag } from '../domain/qemu-option.js';
import type { ImportSource } from './imported.js';
import { readShell, type ShellCommand, type Word } from './shell.js';
import type { StepCollector } from './step-collector.js';

/** An option of a QEMU command line. */
export interface GivenOption {
  /** Name without its dashes. */
  readonly name: string;
  readonly value: string;
  readonly source: ImportSource;
  /** What its value holds of variables that nobody sets: `${gpu}`. */
  readonly unresolved: readonly string[];
}

/** Programs that only start another one. */
const STARTERS = new Set(
  'sudo doas exec nohup env time nice ionice chrt taskset numactl setsid systemd-run'.split(' '),
);
const EMULATOR = /(?:^|[/=@])(?:qemu-system-[\w-]+|qemu-kvm|kvm|qemu)$/;
const OPTION = /^--?[A-Za-z]/;
/** Options that only QEMU has. */
const TELLING = /^--?(device|machine|M|enable-kvm|cpu)$/;

/** The options of the QEMU command in a script; what else the script does goes into the notes. */
export function readQemuCommand(text: string, collector: StepCollector): GivenOption[] {
  const options: GivenOption[] = [];
  let isFound = false;
  let isOpen = false;
  for (const command of readShell(text)) {
    const begin = findOptions(command);
    const source = sourceOf(command.words);
    // Options that begin a command were cut off by a line without its backslash.
    const isRest = OPTION.test(command.words[0]?.text ?? '');
    if (begin === undefined || (isRest && isFound && !isOpen)) {
      collector.note(source, NOT_QEMU);
      isOpen = false;
    } else if (isFound && !isRest) {
      collector.unmapped(source, 'Another QEMU command: import it by itself');
      isOpen = false;
    } else {
      if (isRest && isFound) collector.note(sourceOf(command.words.slice(0, 2)), CUT_OFF);
      noteStarters(command.words.slice(0, begin), collector);
      options.push(...readOptions(command.words.slice(begin), collector));
      [isFound, isOpen] = [true, true];
    }
  }
  if (!isFound) collector.unmapped({ line: 1, text: '' }, 'No QEMU command line was found');
  return options;
}

const NOT_QEMU = 'Not the QEMU command: what it does to the host is up to the host';
const CUT_OFF = 'The line before it has no backslash at its end: the shell would have cut this off';

/** Pair options with their values; what is neither is a disk image or unknown. */
export function readOptions(words: readonly Word[], collector: StepCollector): GivenOption[] {
  const options: GivenOption[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as Word;
    if (!OPTION.test(word.text)) {
      if (word.unresolved.length > 0) collector.unmapped(word, unresolvedReason(word.unresolved));
      else collector.note(word, 'A disk image by itself: the domain keeps its disks');
      continue;
    }
    const name = word.text.replace(/^--?/, '');
    const next = words[index + 1];
    const value = isQemuFlag(name) ? undefined : next;
    if (value !== undefined) index += 1;
    options.push({
      name,
      value: value?.text ?? '',
      source: { line: word.line, text: [word.text, value?.text].filter((part) => part !== undefined).join(' ') },
      unresolved: [...word.unresolved, ...(value?.unresolved ?? [])],
    });
  }
  return options;
}

/** Why an option with variables cannot be read. */
export function unresolvedReason(unresolved: readonly string[]): string {
  return `The text does not tell what ${unresolved.map((name) => `"${name}"`).join(' and ')} stands for`;
}

/** Index of the first option, undefined for a command that does not start QEMU. */
function findOptions({ words }: ShellCommand): number | undefined {
  const hasOptions = (from: number) => words.slice(from).some(({ text }) => OPTION.test(text));
  const emulator = words.findIndex(({ text }) => EMULATOR.test(text));
  const isStarted = words.slice(0, emulator).some(({ text }, index) => index === 0 && !isHarmless(text));
  if (emulator >= 0 && !isStarted && hasOptions(emulator)) return emulator + 1;
  const telling = words.some(({ text }) => TELLING.test(text));
  const first = words.findIndex(({ text }) => OPTION.test(text));
  return telling && first <= 1 ? first : undefined;
}

/** True for what may stand before QEMU: a starter, an assignment, the columns of `ps`. */
function isHarmless(text: string): boolean {
  return STARTERS.has(text.replace(/^.*\//, '')) || /^[A-Za-z_]\w*=|^[\d#$]/.test(text) || text.includes('@');
}

function noteStarters(words: readonly Word[], collector: StepCollector): void {
  const pinning = words.findIndex(({ text }) => /(?:^|\/)(taskset|numactl|chrt)$/.test(text));
  if (pinning < 0) return;
  const starter = words.slice(pinning, -1);
  const name = starter[0]?.text ?? '';
  const hint =
    name === 'chrt' ? '<vcpusched> in <cputune>' : 'set-vcpu-pinning, which takes one host CPU for each vCPU';
  collector.unmapped(sourceOf(starter), `"${name}" says where or how QEMU runs; libvirt has ${hint}`);
}

function sourceOf(words: readonly Word[]): ImportSource {
  return { line: words[0]?.line ?? 1, text: words.map(({ text }) => text).join(' ') };
}

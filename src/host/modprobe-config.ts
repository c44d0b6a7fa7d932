import type { HostSnapshot } from './model.js';

/** A command of modprobe.d. */
export interface ModprobeLine {
  /** The file that it stands in. */
  readonly path: string;
  /** options, softdep, blacklist, alias, install, remove */
  readonly command: string;
  /** What it is about: a module with underscores, or the pattern of an alias. */
  readonly subject: string;
  /** The words behind it. */
  readonly words: readonly string[];
}

/** Folders of modprobe.d; a file hides those of the same name further down the list. */
export const MODPROBE_FOLDERS = [
  '/etc/modprobe.d',
  '/run/modprobe.d',
  '/usr/local/lib/modprobe.d',
  '/usr/lib/modprobe.d',
  '/lib/modprobe.d',
] as const;

/** Name of a module as it is compared: dashes are underscores. */
export function normalizeModule(name: string): string {
  return name.replaceAll('-', '_');
}

/**
 * Read the commands of modprobe.d in the order in which kmod does: files by their name, whatever their folder.
 *
 * @see modprobe.d(5) of kmod 30
 */
export function readModprobe({ files }: HostSnapshot): ModprobeLine[] {
  const counting = new Map<string, { path: string; text: string }>();
  for (const folder of [...MODPROBE_FOLDERS].reverse()) {
    for (const { path, text } of files) {
      const name = path.slice(folder.length + 1);
      if (!path.startsWith(`${folder}/`) || name.includes('/') || !name.endsWith('.conf')) continue;
      counting.set(name, { path, text: text ?? '' });
    }
  }
  return [...counting.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, { path, text }]) => parseModprobe(path, text));
}

/** Read one file of modprobe.d. A `\` at the end of a line continues it, and only whole lines are comments. */
export function parseModprobe(path: string, text: string): ModprobeLine[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [command = '', subject = '', ...words] = line.split(/\s+/);
      return { path, command, subject: command === 'alias' ? subject : normalizeModule(subject), words };
    });
}

/** The value of an option of a module, and where it stands. The last one counts. */
export function findOption(
  lines: readonly ModprobeLine[],
  module: string,
  option: string,
): { readonly value: string; readonly path: string } | undefined {
  const start = `${option}=`;
  return lines
    .filter(({ command, subject }) => command === 'options' && subject === module)
    .flatMap(({ words, path }) => words.map((word) => ({ word, path })))
    .filter(({ word }) => word.startsWith(start))
    .map(({ word, path }) => ({ value: word.slice(start.length), path }))
    .at(-1);
}

/** True where a line that is there does what another one would. */
export function hasModprobeLine(lines: readonly ModprobeLine[], text: string): boolean {
  const [wanted] = parseModprobe('', text);
  if (wanted === undefined) return true;
  const same = lines.filter(({ command, subject }) => command === wanted.command && subject === wanted.subject);
  if (wanted.command === 'options') {
    return wanted.words.every((word) => {
      const [name = '', value] = word.split('=', 2);
      return findOption(same, wanted.subject, name)?.value === value;
    });
  }
  const modules = (words: readonly string[]) => words.map(normalizeModule);
  return same.some(({ words }) => modules(wanted.words).every((word) => modules(words).includes(word)));
}

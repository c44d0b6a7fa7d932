import type { WriteFile } from './action.js';
import { editFile, editOwnedFile } from './file-edit.js';
import { joinLists, splitList } from './kernel-arguments.js';
import { findFile, type HostSnapshot } from './model.js';
import { findOption, hasModprobeLine, parseModprobe, readModprobe } from './modprobe-config.js';
import type { Wanted } from './planning.js';

/** The file of ours. Ids that another file sets are changed there: of two files only the last one counts. */
export const MODPROBE_FILE = '/etc/modprobe.d/ptx-vfio.conf';
const REASON = 'What modprobe does before and after it loads a driver';

/** Bring lines of modprobe.d about that are missing. */
export function writeModprobe(snapshot: HostSnapshot, wanted: readonly Wanted[]): WriteFile[] {
  const present = readModprobe(snapshot);
  const ids = wanted.filter(({ text }) => isIds(text));
  const others = wanted.filter(({ text }) => !isIds(text) && !hasModprobeLine(present, text));
  const own = findOption(present, 'vfio_pci', 'ids');
  const missing = ids.filter(({ text }) => {
    const asked = idsOf(text);
    return !asked.every((id) => splitList(own?.value).includes(id));
  });
  if (own === undefined) return write(snapshot, [...missing, ...others]);
  const changed = missing.flatMap((line) => growIds(snapshot, own.path, line));
  if (own.path !== MODPROBE_FILE || changed.length === 0) return [...changed, ...write(snapshot, others)];
  const grown = {
    ...snapshot,
    files: snapshot.files.map((file) =>
      file.path === MODPROBE_FILE ? { ...file, text: changed[0]?.content ?? '' } : file,
    ),
  };
  // One file, one action: from what it is now to all that it shall be.
  const [last] = write(grown, others);
  return last === undefined
    ? changed
    : editFile(snapshot, {
        path: MODPROBE_FILE,
        content: last.content,
        lines: [...missing, ...others],
        reason: REASON,
      });
}

/** Let the ids grow in the file that sets them; what a package brought is overridden by a file of its name in /etc. */
function growIds(snapshot: HostSnapshot, path: string, line: Wanted): WriteFile[] {
  const text = findFile(snapshot, path)?.text ?? '';
  const assignments = [...text.matchAll(/^([ \t]*options[ \t]+vfio[-_]pci\b[^\n]*?[ \t]ids=)([^\s]+)/gm)];
  const last = assignments.at(-1);
  const target = path.startsWith('/etc/') ? path : `/etc/modprobe.d/${path.slice(path.lastIndexOf('/') + 1)}`;
  const [, start = '', value = ''] = last ?? [];
  const grown = joinLists(splitList(value), idsOf(line.text)).join(',');
  const content =
    last === undefined
      ? `${text}${text.endsWith('\n') ? '' : '\n'}${line.text}\n`
      : `${text.slice(0, last.index)}${start}${grown}${text.slice(last.index + last[0].length)}`;
  return editFile(snapshot, { path: target, content, lines: [line], reason: REASON });
}

function write(snapshot: HostSnapshot, wanted: readonly Wanted[]): WriteFile[] {
  return wanted.length === 0 ? [] : editOwnedFile(snapshot, { path: MODPROBE_FILE, wanted, reason: REASON });
}

function isIds(text: string): boolean {
  return text.startsWith('options vfio-pci ids=');
}

function idsOf(text: string): string[] {
  return splitList(findOption(parseModprobe('', text), 'vfio_pci', 'ids')?.value);
}

import { editFile, OWNED_HEADER } from '../file-edit.js';
import { type Assignment, evaluateShell, parseShell } from '../grub-default.js';
import { addArguments, hasArgument } from '../kernel-arguments.js';
import { findFile, type HostSnapshot, listFolder } from '../model.js';
import type { Wanted, Work } from '../planning.js';
import { grubRefresh } from './grub-refresh.js';
import { leaveArguments } from './manual.js';
import type { BootloaderWriter } from './writer.js';

const DEFAULTS = '/etc/default/grub';
const FOLDER = '/etc/default/grub.d';
const DROP_IN = `${FOLDER}/90-ptx-passthrough.cfg`;

/** Entries for recovery do not have it, so that they still start a host on which a device is missed. */
const VARIABLE = 'GRUB_CMDLINE_LINUX_DEFAULT';
const REASON = 'Arguments of the kernel that GRUB starts; recovery entries stay without them';
const MARKER = '# added by ptx';

/**
 * GRUB with /etc/default/grub: a file of our own where the distribution reads such files, the last assignment otherwise,
 * and an assignment at the end where that one cannot be changed safely.
 *
 * @see grub-mkconfig.in and util/grub.d/10_linux.in of GRUB 2.06; Debian's mkconfig-defaults.patch reads grub.d
 */
export const grubWriter: BootloaderWriter = {
  names: ['grub', 'proxmox-grub'],
  readConfigured(snapshot) {
    const files = listFiles(snapshot);
    if (files.length === 0 || files.some(({ text }) => text === null)) return undefined;
    const values = evaluateShell(files.flatMap(({ text }) => parseShell(text ?? '').assignments));
    return `${values.get('GRUB_CMDLINE_LINUX') ?? ''} ${values.get(VARIABLE) ?? ''}`.trim();
  },
  addArguments: (snapshot, missing) =>
    readsFolder(snapshot) ? addToDropIn(snapshot, missing) : addToDefaults(snapshot, missing),
};

/** Debian's grub-mkconfig sources grub.d, and so do those that derive from it; upstream does not. */
function readsFolder({ distro }: HostSnapshot): boolean {
  return [distro.id, ...distro.idLike].some((id) => id === 'debian' || id === 'ubuntu');
}

function listFiles(snapshot: HostSnapshot) {
  const main = findFile(snapshot, DEFAULTS);
  const more = readsFolder(snapshot) ? listFolder(snapshot, FOLDER).filter(({ path }) => path.endsWith('.cfg')) : [];
  return [...(main === undefined ? [] : [main]), ...more];
}

function addToDropIn(snapshot: HostSnapshot, missing: readonly Wanted[]): Work {
  const before = findFile(snapshot, DROP_IN);
  const own = evaluateShell(parseShell(before?.text ?? '').assignments).get(VARIABLE) ?? '';
  const value = addArguments(own.trim(), texts(missing));
  const content = `${OWNED_HEADER}\n${VARIABLE}="$${VARIABLE} ${value}"\n`;
  return finish(snapshot, { path: DROP_IN, content }, missing);
}

function addToDefaults(snapshot: HostSnapshot, missing: readonly Wanted[]): Work {
  const text = findFile(snapshot, DEFAULTS)?.text ?? null;
  if (text === null) return leaveArguments(snapshot, missing, `${DEFAULTS} is not there, or not readable`);
  if (text.includes('\r')) {
    const message = `${DEFAULTS} has line ends of DOS, with which grub-mkconfig fails; it stays as it is`;
    return { ...leaveArguments(snapshot, missing, message), findings: [{ code: 'grub-file-crlf', message }] };
  }
  return finish(snapshot, { path: DEFAULTS, content: changeDefaults(text, texts(missing)) }, missing);
}

/** Change the assignment that counts where it is plain text, or add one that builds on it. */
function changeDefaults(text: string, missing: readonly string[]): string {
  const { assignments, isPlain } = parseShell(text);
  const last = assignments.findLast(({ name }) => name === VARIABLE);
  const inner = last && isPlain ? findEditable(text, last) : undefined;
  if (inner === undefined) {
    const start = text === '' || text.endsWith('\n') ? text : `${text}\n`;
    return `${start}${MARKER}\n${VARIABLE}="$${VARIABLE} ${missing.join(' ')}"\n`;
  }
  const value = addArguments(inner.value, missing);
  return `${text.slice(0, inner.start)}${inner.open}${value}${inner.close}${text.slice(inner.end)}`;
}

interface Editable {
  /** What stands there, without quotes and without what it builds on. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly open: string;
  readonly close: string;
}

/** A value in one pair of quotes, or bare, that means what it says: no escape, no variable but the one that it sets. */
function findEditable(text: string, { start, end, isAppended }: Assignment): Editable | undefined {
  const source = text.slice(start, end);
  const own = `"$${VARIABLE} `;
  if (source.startsWith(own) && /^[^"$`\\]*"$/.test(source.slice(own.length))) {
    return { value: source.slice(own.length, -1), start, end, open: own, close: '"' };
  }
  if (/^"[^"$`\\]*"$/.test(source)) {
    // What is appended needs the space that parts it from what was there before.
    const space = isAppended ? ' ' : '';
    return {
      value: source.slice(1, -1).replace(/^ /, isAppended ? '' : ' '),
      start,
      end,
      open: `"${space}`,
      close: '"',
    };
  }
  if (/^'[^']*'$/.test(source) && !isAppended) return { value: source.slice(1, -1), start, end, open: "'", close: "'" };
  if (/^[\w=,.:/-]*$/.test(source) && !isAppended) return { value: source, start, end, open: '"', close: '"' };
  return undefined;
}

function finish(
  snapshot: HostSnapshot,
  { path, content }: { path: string; content: string },
  missing: readonly Wanted[],
): Work {
  const lines = missing.filter(({ text }) => hasArgument(contentArguments(content), text));
  return { files: editFile(snapshot, { path, content, lines, reason: REASON }), commands: [grubRefresh(snapshot)] };
}

/** All values of a file as one command line: enough to tell what is new in it. */
function contentArguments(content: string): string {
  return evaluateShell(parseShell(content).assignments).get(VARIABLE) ?? '';
}

function texts(wanted: readonly Wanted[]): string[] {
  return wanted.map(({ text }) => text);
}

import { diffArrays } from 'diff';

/**
 * Read the command line that `domxml-to-native qemu-argv` printed, one option with its value an entry.
 *
 * JSON is written as `key=value,…`, and what differs from run to run or from copy to copy as a word in capitals.
 *
 * @param name of the domain
 * @param xml the document, which may spell out what is up to QEMU otherwise
 */
export function readArguments(command: string, name: string, xml: string): string[] {
  const entries: string[] = [];
  for (const word of splitWords(command)) {
    const last = entries.at(-1) ?? '';
    if (/^-\S+$/.test(last) && !isOption(word)) entries.push(`${entries.pop()} ${formatValue(word)}`);
    else entries.push(word);
  }
  return normalize(entries, name, xml);
}

/** The entries that differ, one a line: `- ` those of the first command line alone, `+ ` those of the second. */
export function diffArguments(before: readonly string[], after: readonly string[]): string {
  return diffArrays([...before], [...after])
    .filter(({ added, removed }) => added || removed)
    .flatMap(({ value, added }) => value.map((entry) => `${added ? '+' : '-'} ${entry}\n`))
    .join('');
}

/** Undo the quotes that libvirt writes for a shell. */
function splitWords(command: string): string[] {
  return [...command.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|\\(.)/g, (_, quoted?: string, escaped?: string) => quoted ?? escaped ?? ''),
  );
}

function isOption(word: string): boolean {
  return /^-[a-zA-Z]/.test(word);
}

function formatValue(word: string): string {
  // What a document writes by hand may be of QEMU's own kind, with single quotes.
  if (!word.startsWith('{"')) return word;
  // A number may have more digits than JSON.parse keeps.
  const quoted = word.replace(/"(?:[^"\\]|\\.)*"|-?[0-9]+/g, (part) => (part.startsWith('"') ? part : `"${part}"`));
  return listProperties(JSON.parse(quoted))
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

function listProperties(object: object, prefix = ''): [key: string, value: unknown][] {
  return Object.entries(object).flatMap(([key, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null ? listProperties(value, `${prefix}${key}.`) : [[prefix + key, value]],
  );
}

const FIRST = ['driver', 'qom-type', 'type', 'id'];

function rank(key: string): number {
  const index = FIRST.indexOf(key);
  return index === -1 ? FIRST.length : index;
}

function normalize(entries: readonly string[], name: string, xml: string): string[] {
  const uuid = entries.find((entry) => entry.startsWith('-uuid '))?.slice('-uuid '.length);
  if (uuid === undefined) throw new Error(`No -uuid among the arguments of ${name}`);
  return unifySpelling(entries, xml).map((entry) =>
    entry
      .replace(new RegExp(`${name}(?![0-9])`, 'g'), 'NAME')
      .replaceAll(uuid, 'UUID')
      .replace(/\b(fds?|vhostfds?)=[0-9:]+/g, '$1=FD')
      .replace(/(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/g, (mac) => (xml.toLowerCase().includes(mac) ? mac : 'MAC'))
      .replace(/(?<=^-rtc base=)[0-9]{4}-[^,]*/, (time) => (xml.includes('absolute') ? time : 'TIME'))
      .replace(/(?<=^-machine )pc-(q35|i440fx)-[^,]*/, (machine, kind) =>
        xml.includes(machine) ? machine : kind.replace('i440fx', 'pc'),
      ),
  );
}

/** Say in one way what libvirt 9 and its successors say in two. */
function unifySpelling(entries: readonly string[], xml: string): string[] {
  const moved = new Map([
    ['-no-acpi', ',acpi=off'],
    ['-no-hpet', ',hpet=off'],
  ]);
  // The successors set up the watchdog that every q35 has, where a document says nothing of it.
  const watchdog = xml.includes('<watchdog') ? [] : ['-watchdog-action reset', '-global ICH9-LPC.noreboot=off'];
  const flags = entries.map((entry) => moved.get(entry) ?? '').join('');
  return entries
    .filter((entry) => !moved.has(entry) && !watchdog.includes(entry))
    .map((entry) => {
      if (entry.startsWith('-machine ')) return entry.replace(',acpi=on', '') + flags;
      return entry.startsWith('-smp ') ? entry.replace(',clusters=1', '') : entry;
    });
}

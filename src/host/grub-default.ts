/** An assignment of a shell fragment such as /etc/default/grub. */
export interface Assignment {
  readonly name: string;
  /** True for `NAME+=…`, which only some shells know. */
  readonly isAppended: boolean;
  /** Parts of the value, in order. */
  readonly parts: readonly ShellPart[];
  /** Where the value stands in the text, with its quotes. */
  readonly start: number;
  readonly end: number;
}

/** Literal text, the value of a variable, or what only a shell can tell. */
export type ShellPart = { readonly kind: 'text' | 'variable' | 'dynamic'; readonly text: string };

/** A shell fragment, read without running it. */
export interface ShellFragment {
  readonly assignments: readonly Assignment[];
  /** True where it holds nothing but assignments and comments, so that each of them counts. */
  readonly isPlain: boolean;
}

const ASSIGNMENT = /(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)(\+?)=/y;
const EXPANSION = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$([A-Za-z_][A-Za-z0-9_]*)/y;

/** Read the assignments of a fragment that a POSIX shell sources. What is no assignment is skipped to the end of its line. */
export function parseShell(text: string): ShellFragment {
  const assignments: Assignment[] = [];
  let isPlain = true;
  let at = 0;
  while (at < text.length) {
    const blank = /[\s;]+|#[^\n]*|\\\n/y;
    blank.lastIndex = at;
    const skipped = blank.exec(text);
    if (skipped !== null) {
      at += skipped[0].length;
      continue;
    }
    ASSIGNMENT.lastIndex = at;
    const match = ASSIGNMENT.exec(text);
    if (match === null) {
      isPlain = false;
      at = endOfLine(text, at);
      continue;
    }
    const start = at + match[0].length;
    const { parts, end } = readWord(text, start);
    assignments.push({ name: match[1] ?? '', isAppended: match[2] === '+', parts, start, end });
    // "NAME=value command" sets it for that command only, and "A=1 B=2" sets both: neither is common in such files.
    if (!/^[ \t]*(?:[;#\r\n]|$)/.test(text.slice(end))) isPlain = false;
    at = end;
  }
  return { assignments, isPlain };
}

/** The values of variables after some assignments; what only a shell can tell counts as empty. */
export function evaluateShell(
  assignments: readonly Assignment[],
  before: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const values = new Map(before);
  for (const { name, isAppended, parts } of assignments) {
    const added = parts.map(({ kind, text }) =>
      kind === 'text' ? text : kind === 'variable' ? (values.get(text) ?? '') : '',
    );
    values.set(name, (isAppended ? (values.get(name) ?? '') : '') + added.join(''));
  }
  return values;
}

/** Read a word: quoted and bare pieces up to a white space or an operator outside of quotes. */
function readWord(text: string, start: number): { parts: ShellPart[]; end: number } {
  const parts: ShellPart[] = [];
  let quote: '"' | undefined;
  let at = start;
  while (at < text.length) {
    const char = text.charAt(at);
    if (quote === undefined && /[\s;&|<>()]/.test(char)) break;
    if (char === '"') {
      quote = quote === undefined ? '"' : undefined;
      at += 1;
    } else if (char === "'" && quote === undefined) {
      const close = text.indexOf("'", at + 1);
      const end = close === -1 ? text.length : close;
      parts.push({ kind: 'text', text: text.slice(at + 1, end) });
      at = end + 1;
    } else if (char === '\\') {
      const next = text.charAt(at + 1);
      const isKept = quote === '"' && !'$`"\\\n'.includes(next);
      if (next !== '\n') parts.push({ kind: 'text', text: isKept ? `\\${next}` : next });
      at += 2;
    } else if (char === '`' || char === '$') {
      const { part, length } = readExpansion(text, at);
      parts.push(part);
      at += length;
    } else {
      const plain = /[^"'\\`$\s;&|<>()]+/y;
      plain.lastIndex = at;
      const run = quote === undefined ? (plain.exec(text)?.[0] ?? char) : char;
      parts.push({ kind: 'text', text: run });
      at += run.length;
    }
  }
  return { parts, end: Math.min(at, text.length) };
}

function readExpansion(text: string, at: number): { part: ShellPart; length: number } {
  EXPANSION.lastIndex = at;
  const match = EXPANSION.exec(text);
  if (match !== null) return { part: { kind: 'variable', text: match[1] ?? match[2] ?? '' }, length: match[0].length };
  const [open, close] = text.startsWith('$(', at) ? ['$(', ')'] : text.startsWith('${', at) ? ['${', '}'] : ['`', '`'];
  if (!text.startsWith(open, at)) return { part: { kind: 'text', text: '$' }, length: 1 };
  const end = text.indexOf(close, at + open.length);
  const length = (end === -1 ? text.length : end + 1) - at;
  return { part: { kind: 'dynamic', text: text.slice(at, at + length) }, length };
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

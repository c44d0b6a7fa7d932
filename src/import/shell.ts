/** A word of a shell script, with its quotes removed and its variables filled in. */
export interface Word {
  readonly text: string;
  /** Line where it is written, counted from 1. */
  readonly line: number;
  /** What it holds of variables and commands whose value the script does not tell: `${gpu}`. */
  readonly unresolved: readonly string[];
}

/** A simple command of a shell script; it ends at a line break, `;`, `|` or `&`. */
export interface ShellCommand {
  readonly words: readonly Word[];
}

/**
 * Split a shell script into commands, as far as a script that starts QEMU needs it: quotes, line continuations,
 * comments, here documents, variables and arrays that the script sets by itself. Nothing is run; branches and loops are
 * read from top to bottom.
 */
export function readShell(text: string): ShellCommand[] {
  return new ShellReader(text).read();
}

/** Split one line of arguments into words. */
export function splitWords(text: string, line: number): Word[] {
  return new ShellReader(text, line).read().flatMap(({ words }) => words);
}

const BLANK = /[ \t\r]/;
const ENDS_WORD = /[\s;|&<>()]/;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)(\+?)=([\s\S]*)$/;
const ARRAY = /([A-Za-z_][A-Za-z0-9_]*)(\+?)=\(/y;

/** A word while it grows. */
interface Growing {
  text: string;
  line: number;
  unresolved: string[];
  /** False as long as nothing but empty expansions was read. */
  isWord: boolean;
}

class ShellReader {
  readonly #text: string;
  #at = 0;
  #line: number;
  readonly #variables = new Map<string, readonly Word[]>();
  #hereDocuments: string[] = [];

  constructor(text: string, line = 1) {
    this.#text = text;
    this.#line = line;
  }

  read(): ShellCommand[] {
    const commands: ShellCommand[] = [];
    while (this.#at < this.#text.length) {
      const words = this.#readCommand();
      const assigned = this.#takeAssignments(words);
      if (assigned.length > 0) commands.push({ words: assigned });
    }
    return commands;
  }

  #readCommand(): Word[] {
    const words: Word[] = [];
    for (;;) {
      this.#skipBlanks();
      const character = this.#text[this.#at];
      if (character === undefined) return words;
      if (character === '\n') {
        this.#advance();
        this.#skipHereDocuments();
        return words;
      }
      if (character === '#') this.#skipLine();
      else if (/[<>]/.test(character)) this.#skipRedirection(words);
      else if (/[;|&()]/.test(character)) {
        this.#advance();
        return words;
      } else if (words.length === 0 && this.#readArray()) continue;
      else words.push(...this.#readWord());
    }
  }

  /** `name=( … )` and `name+=( … )`. */
  #readArray(): boolean {
    ARRAY.lastIndex = this.#at;
    const [all, name = '', plus] = ARRAY.exec(this.#text) ?? [];
    if (all === undefined) return false;
    this.#at += all.length;
    const words: Word[] = plus === '+' ? [...(this.#variables.get(name) ?? [])] : [];
    for (;;) {
      this.#skipBlanks();
      const character = this.#text[this.#at];
      if (character === undefined || character === ')') break;
      if (character === '#') this.#skipLine();
      else if (/[\n;|&<>(]/.test(character)) this.#advance();
      else words.push(...this.#readWord());
    }
    this.#advance();
    this.#variables.set(name, words);
    return true;
  }

  /** Remember what a command of assignments alone assigns; before a command they are its environment, and no words. */
  #takeAssignments(words: readonly Word[]): readonly Word[] {
    const keyword = /^(export|local|readonly|declare|typeset)$/.test(words[0]?.text ?? '') ? 1 : 0;
    const rest = words.slice(keyword);
    const end = rest.findIndex(({ text }) => !ASSIGNMENT.test(text) || text.startsWith('ExecStart='));
    if (end === 0) return words;
    if (end > 0) return keyword === 1 ? words : rest.slice(end);
    for (const word of rest) {
      const [, name = '', plus, value = ''] = ASSIGNMENT.exec(word.text) ?? [];
      const [before] = plus === '+' ? (this.#variables.get(name) ?? []) : [];
      const unresolved = [...(before?.unresolved ?? []), ...word.unresolved];
      this.#variables.set(name, [{ text: (before?.text ?? '') + value, line: word.line, unresolved }]);
    }
    return [];
  }

  /** One word; none or several where a variable without quotes stands for them. */
  #readWord(): Word[] {
    const done: Word[] = [];
    let word = this.#newWord();
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at] as string;
      if (ENDS_WORD.test(character) && !this.#isContinuation()) break;
      if (this.#skipContinuation()) continue;
      if (character === "'") this.#readSingleQuotes(word);
      else if (character === '"') done.push(...this.#readDoubleQuotes(word));
      else if (character === '\\') {
        this.#advance();
        this.#append(word, this.#text[this.#at] ?? '');
        this.#advance();
      } else if (character === '$' && /["']/.test(this.#text[this.#at + 1] ?? '')) this.#advance();
      else if (character === '$' || character === '`') {
        for (const [index, piece] of this.#splitExpansion().entries()) {
          if (index > 0 && word.isWord) {
            done.push(finished(word));
            word = this.#newWord();
          }
          if (!word.isWord) word.line = piece.line;
          this.#appendWord(word, piece);
        }
      } else {
        this.#append(word, character);
        this.#advance();
      }
    }
    if (word.isWord) done.push(finished(word));
    return done;
  }

  #readSingleQuotes(word: Growing): void {
    this.#advance();
    this.#append(word, '');
    while (this.#at < this.#text.length && this.#text[this.#at] !== "'") {
      this.#append(word, this.#text[this.#at] as string);
      this.#advance();
    }
    this.#advance();
  }

  /** Returns the words that come before the last one, where `"${array[@]}"` stands for several. */
  #readDoubleQuotes(word: Growing): Word[] {
    const before: Word[] = [];
    this.#advance();
    const array = /\$\{[A-Za-z_][A-Za-z0-9_]*\[@\]\}"/y;
    array.lastIndex = this.#at;
    if (array.test(this.#text)) {
      const pieces = this.#readExpansion();
      this.#advance();
      for (const piece of pieces.slice(0, -1)) before.push(piece);
      const last = pieces.at(-1);
      if (last !== undefined) {
        word.line = last.line;
        this.#appendWord(word, last);
      }
      return before;
    }
    this.#append(word, '');
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"') {
      const character = this.#text[this.#at] as string;
      const next = this.#text[this.#at + 1] ?? '';
      if (this.#skipContinuation()) continue;
      if (character === '\\' && /["\\$`]/.test(next)) {
        this.#append(word, next);
        this.#advance(2);
      } else if (character === '$' || character === '`') {
        const pieces = this.#readExpansion();
        for (const [index, piece] of pieces.entries()) {
          if (index > 0) this.#append(word, ' ');
          this.#appendWord(word, piece);
        }
      } else {
        this.#append(word, character);
        this.#advance();
      }
    }
    this.#advance();
    return before;
  }

  /** What an expansion without quotes stands for, split at white space. */
  #splitExpansion(): Word[] {
    return this.#readExpansion().flatMap((piece) => {
      if (piece.unresolved.length > 0 && piece.unresolved.includes(piece.text)) return [piece];
      return (piece.text.match(/\S+/g) ?? []).map((text) => ({
        text,
        line: piece.line,
        unresolved: piece.unresolved.filter((name) => text.includes(name)),
      }));
    });
  }

  #readExpansion(): readonly Word[] {
    const line = this.#line;
    const start = this.#at;
    const unknown = (): Word[] => {
      const text = this.#text.slice(start, this.#at);
      return [{ text, line, unresolved: [text] }];
    };
    if (this.#text[this.#at] === '`') {
      this.#advance();
      this.#skipTo('`');
      return unknown();
    }
    this.#advance();
    const character = this.#text[this.#at] ?? '';
    if (character === '(') {
      this.#skipBalanced('(', ')');
      return unknown();
    }
    if (character === '{') {
      this.#skipBalanced('{', '}');
      const inner = this.#text.slice(start + 2, this.#at - 1);
      const [, name = '', fallback] = /^([A-Za-z_][A-Za-z0-9_]*)(?:\[[@*]\]|:?-([\s\S]*))?$/.exec(inner) ?? [];
      const value = this.#variables.get(name);
      if (value !== undefined) return value;
      return fallback === undefined ? unknown() : [{ text: fallback, line, unresolved: [] }];
    }
    NAME.lastIndex = this.#at;
    const [name] = NAME.exec(this.#text) ?? [];
    if (name !== undefined) {
      this.#at += name.length;
      return this.#variables.get(name) ?? unknown();
    }
    if (!/[0-9@*#?$!-]/.test(character)) return [{ text: '$', line, unresolved: [] }];
    this.#advance();
    return unknown();
  }

  #skipBalanced(open: string, close: string): void {
    let depth = 0;
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at];
      this.#advance();
      if (character === open) depth += 1;
      if (character === close) depth -= 1;
      if (depth === 0) return;
    }
  }

  #skipTo(end: string): void {
    while (this.#at < this.#text.length && this.#text[this.#at] !== end) this.#advance();
    this.#advance();
  }

  #skipRedirection(words: Word[]): void {
    if (/^[0-9]$/.test(words.at(-1)?.text ?? '') && !BLANK.test(this.#text[this.#at - 1] ?? ' ')) words.pop();
    const isHere = this.#text.startsWith('<<', this.#at) && !this.#text.startsWith('<<<', this.#at);
    while (/[<>&|-]/.test(this.#text[this.#at] ?? '')) this.#advance();
    this.#skipBlanks();
    const [target] = this.#readWord();
    if (isHere && target !== undefined) this.#hereDocuments.push(target.text);
  }

  #skipHereDocuments(): void {
    for (const end of this.#hereDocuments) {
      while (this.#at < this.#text.length) {
        const lineEnd = this.#text.indexOf('\n', this.#at);
        const line = this.#text.slice(this.#at, lineEnd < 0 ? undefined : lineEnd).trim();
        this.#skipLine();
        this.#advance();
        if (line === end) break;
      }
    }
    this.#hereDocuments = [];
  }

  #skipLine(): void {
    while (this.#at < this.#text.length && this.#text[this.#at] !== '\n') this.#advance();
  }

  #skipBlanks(): void {
    while (BLANK.test(this.#text[this.#at] ?? '') || this.#isContinuation()) {
      if (!this.#skipContinuation()) this.#advance();
    }
  }

  #isContinuation(): boolean {
    return this.#text[this.#at] === '\\' && /^\\[ \t\r]*\n/.test(this.#text.slice(this.#at, this.#at + 80));
  }

  /** A backslash at the end of a line; blanks behind it, which a shell does not forgive, are taken for a slip. */
  #skipContinuation(): boolean {
    if (!this.#isContinuation()) return false;
    this.#skipLine();
    this.#advance();
    return true;
  }

  #advance(count = 1): void {
    for (let index = 0; index < count; index += 1) {
      if (this.#text[this.#at] === '\n') this.#line += 1;
      this.#at += 1;
    }
  }

  #newWord(): Growing {
    return { text: '', line: this.#line, unresolved: [], isWord: false };
  }

  #append(word: Growing, text: string): void {
    word.text += text;
    word.isWord = true;
  }

  #appendWord(word: Growing, piece: Word): void {
    this.#append(word, piece.text);
    word.unresolved.push(...piece.unresolved);
  }
}

function finished({ text, line, unresolved }: Growing): Word {
  return { text, line, unresolved: [...new Set(unresolved)] };
}

import type { OptionDescription } from '../transforms/transform.js';
import type { Flag } from './flags.js';

/** Help fits a terminal of this width. */
const WIDTH = 80;

/** A flag as it is typed: `-o, --output FILE`, `--hide-kvm[=OPTIONS]`. */
export function formatFlagUse({ name, short, argument, isArgumentOptional }: Flag): string {
  const long = short === undefined ? `--${name}` : `-${short}, --${name}`;
  if (argument === undefined) return long;
  return isArgumentOptional === true ? `${long}[=${argument}]` : `${long} ${argument}`;
}

/** A usage line; where it does not fit it goes on below its first argument, and what stands in brackets stays together. */
export function formatUsage(start: string, usage: string): string {
  const kept = usage.replace(/\[(?:[^[\]]|\[[^\]]*\])*\]/g, (group) => group.replaceAll(' ', '\u00a0'));
  return start + wrap(kept, start.length).trimStart().replaceAll('\u00a0', ' ');
}

/** Options of a transform as a table. */
export function formatOptions(options: readonly OptionDescription[], main: string | undefined, indent: number): string {
  const column = indent + Math.min(24, Math.max(...options.map(({ name }) => name.length), 0) + 2);
  const rows = options.map((option) => {
    const facts = [
      option.type,
      ...(option.required ? [option.instead === undefined ? 'required' : `required, or ${option.instead}`] : []),
      ...(option.default === undefined ? [] : [`default ${option.default}`]),
      ...(option.name === main ? ['main option'] : []),
    ];
    return row(' '.repeat(indent) + option.name, `${option.description} (${facts.join('; ')})`.trim(), column);
  });
  return rows.join('');
}

/** A titled block. */
export function section(title: string, body: string): string {
  return `${title}:\n${body}`;
}

/** Put an empty line between blocks. */
export function joinSections(sections: readonly string[]): string {
  return sections.join('\n');
}

/** Break text into lines that fit, each indented. */
export function wrap(text: string, indent = 0, width = WIDTH): string {
  const lead = ' '.repeat(indent);
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lead + word);
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** Two columns; what is too long for the first one takes a line of its own. */
export function row(left: string, right: string, column: number, width = WIDTH): string {
  const text = wrap(right, column, width);
  return left.length + 2 > column ? `${left}\n${text}` : left + text.slice(left.length);
}

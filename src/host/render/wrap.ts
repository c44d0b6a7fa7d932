/** Columns of a line of text. */
const WIDTH = 100;

/** Break a text at its spaces; lines behind the first one are indented by two more. */
export function wrap(text: string, indent: number): string[] {
  const margin = ' '.repeat(indent);
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${lines.length === 0 ? margin : `${margin}  `}${word}`);
  }
  return lines;
}

/**
 * Print a text byte for byte with a POSIX shell. A here-document ends with a newline: where the text does not, the
 * function `unended` of the script takes it off again. NUL is the one character that no here-document can hold.
 *
 * @see IEEE Std 1003.1-2017, Shell Command Language: 2.6.3 and 2.7.4
 */
export function printText(text: string): string[] {
  if (text === '') return [':'];
  const end = findDelimiter(text);
  if (text.includes('\0') || end === undefined) return printOctal(text);
  return text.endsWith('\n') ? [`cat <<'${end}'`, `${text}${end}`] : [`unended <<'${end}'`, `${text}\n${end}`];
}

/**
 * A word with whose first letter no line begins. dash 0.5.12 compares each line with the delimiter, and where they part
 * at a byte beyond ASCII it loses that byte; bash 5.2 takes a line for the end that only begins like it.
 */
function findDelimiter(text: string): string | undefined {
  const taken = new Set(text.split('\n').map((line) => line.charAt(0)));
  const letter = [...'PQXZJKVWYABCDEFGHILMNORSTU'].find((candidate) => !taken.has(candidate));
  return letter === undefined ? undefined : `${letter}TX_END`;
}

/** Every byte as a number, 16 a line. */
function printOctal(text: string): string[] {
  const bytes = [...new TextEncoder().encode(text)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`);
  const rows = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => bytes.slice(row * 16, row * 16 + 16));
  return rows.map((row) => `printf '${row.join('')}'`);
}

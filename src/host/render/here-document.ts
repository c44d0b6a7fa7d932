/**
 * Print a text byte for byte with a POSIX shell. A here-document ends with a newline: where the text does not, the
 * function `unended` of the script takes it off again. NUL is the one character that no here-document can hold.
 *
 * @see IEEE Std 1003.1-2017, Shell Command Language: 2.6.3 and 2.7.4
 */
export function printText(text: string): string[] {
  if (text === '') return [':'];
  if (text.includes('\0')) return printOctal(text);
  const end = findDelimiter(text);
  return text.endsWith('\n') ? [`cat <<'${end}'`, `${text}${end}`] : [`unended <<'${end}'`, `${text}\n${end}`];
}

/** A word that the text does not have: shells have taken lines for the end that only begin like it. */
function findDelimiter(text: string): string {
  let end = 'PTX_END';
  for (let number = 1; text.includes(end); number += 1) end = `PTX_END_${number}`;
  return end;
}

/** Every byte as a number, 16 a line. */
function printOctal(text: string): string[] {
  const bytes = [...new TextEncoder().encode(text)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`);
  const rows = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => bytes.slice(row * 16, row * 16 + 16));
  return rows.map((row) => `printf '${row.join('')}'`);
}

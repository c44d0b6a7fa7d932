/**
 * A string of the Nix language, on one line.
 *
 * @see Nix 2.8 manual, "Values": what a backslash escapes, and that only `${` begins an interpolation
 */
export function nixString(text: string): string {
  const body = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('${', '\\${')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return `"${body}"`;
}

/** A string of several lines, indented; what Nix takes off is the indent that stands here. */
export function nixLines(lines: readonly string[], indent: string): string[] {
  const escaped = lines.map((line) => line.replaceAll("''", "'''").replaceAll('${', "''${"));
  return ["''", ...escaped.map((line) => `${indent}  ${line}`), `${indent}''`];
}

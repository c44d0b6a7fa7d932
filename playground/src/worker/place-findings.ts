import type { Finding } from 'libvirt-ptx';
import type { PlacedFinding } from './protocol.js';

/** Give findings their offsets in the text. */
export function placeFindings(xml: string, findings: readonly Finding[]): PlacedFinding[] {
  const starts = [0, ...Array.from(xml.matchAll(/\r\n|\r|\n/g), ({ index, 0: newline }) => index + newline.length)];
  const byteOrderMark = xml.startsWith('\uFEFF') ? 1 : 0;
  const offset = (line: number, column: number) =>
    (starts[line - 1] ?? 0) + column - 1 + (line === 1 ? byteOrderMark : 0);
  return findings.map((finding) => ({
    ...finding,
    from: offset(finding.line, finding.column),
    to: offset(finding.endLine, finding.endColumn),
  }));
}

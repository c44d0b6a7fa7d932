import { formatPciAddress, type PciAddress, parsePciAddress } from '../domain/pci-address.js';
import { diagnoses } from './diagnoses.js';
import type { Diagnosis, DiagnosisSource } from './diagnosis.js';

/** A known message that a log holds, however often. */
export interface DiagnosedMessage {
  readonly id: string;
  readonly where: DiagnosisSource;
  /** How many lines hold it. */
  readonly count: number;
  /** The first and the last of them, counted from 1. */
  readonly line: number;
  readonly lastLine: number;
  /** The first of them, without escape sequences for colours, and cut where it is long. */
  readonly text: string;
  /** The PCI addresses that these lines name, the first ones of them. */
  readonly addresses: readonly string[];
  readonly cause: string;
  readonly cure: string;
  /** The command of ptx that shows it beforehand or keeps it from happening, with the first address in it. */
  readonly prevents: string | null;
  readonly source: string;
}

/** What was found in a log. */
export interface LogDiagnosis {
  readonly schemaVersion: 1;
  /** How many lines were read. */
  readonly lines: number;
  /** Each message once, in the order in which the log first has it. */
  readonly messages: readonly DiagnosedMessage[];
}

/** The kernel cuts lines at 1024 characters; QEMU's longest are command lines. Nothing is sought behind. */
const MAX_LINE = 4096;
/** Characters that are searched at once. */
const MAX_PIECE = 65536;
const MAX_TEXT = 400;
const MAX_ADDRESSES = 16;

// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what terminals are steered with
const ESCAPE_SEQUENCES = /\x1b\[[0-?]{0,32}[ -/]{0,4}[@-~]/g;
const ADDRESSES = /\b(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[01][0-9a-f]\.[0-7]\b/gi;

/**
 * Find the messages about passthrough that are known in a log: of the kernel, of QEMU, of libvirt or of a guest. What
 * stands in front of a message, such as a time, does not matter.
 */
export function diagnoseLog(log: string): LogDiagnosis {
  const found = new Map<Diagnosis, Found>();
  let lines = 0;
  for (const piece of splitPieces(log)) {
    // Most pieces hold nothing, and a piece is faster to search than its lines.
    const text = piece.join('\n');
    const candidates = diagnoses.filter((diagnosis) => isToldIn(text, diagnosis) || isBehindIn(text, diagnosis));
    if (candidates.length > 0) collect(piece, lines, candidates, found);
    lines += piece.length;
  }
  return { schemaVersion: 1, lines, messages: [...found].map(([diagnosis, entry]) => report(diagnosis, entry)) };
}

function isToldIn(text: string, { patterns }: Diagnosis): boolean {
  return patterns.every((pattern) => pattern.test(text));
}

function isBehindIn(text: string, { behind }: Diagnosis): boolean {
  return behind?.test(text) ?? false;
}

/** Note which lines, of those behind as many others, hold one of some messages. */
function collect(
  lines: readonly string[],
  before: number,
  candidates: readonly Diagnosis[],
  found: Map<Diagnosis, Found>,
): void {
  for (const [index, text] of lines.entries()) {
    const line = before + index + 1;
    for (const diagnosis of candidates) {
      const isAlone = found.get(diagnosis)?.lastLine !== line - 1;
      if (!isToldIn(text, diagnosis) && !(isAlone && isBehindIn(text, diagnosis))) continue;
      const entry = found.get(diagnosis) ?? { count: 0, line, lastLine: line, text, addresses: new Set() };
      found.set(diagnosis, entry);
      entry.count += 1;
      entry.lastLine = line;
      addAddresses(entry.addresses, text);
    }
  }
}

interface Found {
  count: number;
  readonly line: number;
  lastLine: number;
  readonly text: string;
  readonly addresses: Set<string>;
}

function report(diagnosis: Diagnosis, { count, line, lastLine, text, addresses }: Found): DiagnosedMessage {
  const { id, where, cause, cure, prevents, source } = diagnosis;
  const [address = 'ADDRESS'] = addresses;
  return {
    ...{ id, where, count, line, lastLine },
    text: text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1)}…`,
    addresses: [...addresses],
    cause,
    cure,
    prevents: prevents?.replaceAll('ADDRESS', address) ?? null,
    source,
  };
}

/** The lines of a log as they are searched, some of them at a time. */
function* splitPieces(log: string): Generator<readonly string[]> {
  let piece: string[] = [];
  let pieceStart = 0;
  for (let start = 0; start < log.length; ) {
    const newline = log.indexOf('\n', start);
    const end = newline < 0 ? log.length : newline;
    piece.push(cleanLine(log.slice(start, Math.min(end, start + MAX_LINE))));
    start = end + 1;
    if (start - pieceStart < MAX_PIECE) continue;
    yield piece;
    piece = [];
    pieceStart = start;
  }
  if (piece.length > 0) yield piece;
}

function cleanLine(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return text.includes('\x1b') ? text.replace(ESCAPE_SEQUENCES, '') : text;
}

function addAddresses(addresses: Set<string>, line: string): void {
  for (const [text] of line.matchAll(ADDRESSES)) {
    if (addresses.size >= MAX_ADDRESSES) return;
    const address = parsePciAddress(text);
    if (address?.function !== undefined) addresses.add(formatPciAddress(address as PciAddress));
  }
}

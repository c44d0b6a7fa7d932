import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { type Location, PtxError } from './errors.js';

/** A file of YAML or JSON, parsed, that can tell where each of its nodes stands. */
export class YamlSource {
  readonly document: Document;
  readonly #lines = new LineCounter();

  /** @throws PtxError FILE_MALFORMED with line and column for text that is neither YAML 1.2 nor JSON */
  constructor(text: string) {
    this.document = parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      version: '1.2',
      schema: 'core',
    });
    const [problem] = [...this.document.errors, ...this.document.warnings];
    if (problem === undefined) return;
    const message =
      problem.code === 'MULTIPLE_DOCS'
        ? 'Expected one document, found another behind "---"'
        : (problem.message.split('\n')[0] ?? '').replace(/\.$/, '');
    throw new PtxError('FILE_MALFORMED', message, { location: this.#locationAt(problem.pos[0]) });
  }

  /** Where a node begins; the beginning of the file for anything else. */
  locationOf(node: unknown): Location {
    return this.#locationAt(isNode(node) ? (node.range?.[0] ?? 0) : 0);
  }

  #locationAt(offset: number): Location {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import { type Location, PtxError } from './errors.js';
import { locate } from './xml/node.js';
import { findTooDeep } from './yaml-depth.js';

/** More nobody writes by hand, and each is looked up in the whole file. */
const MOST_ALIASES = 100;

/** Lists and maps may nest this deep. */
const MOST_LEVELS = 100;

/** A file of YAML or JSON, parsed, that can tell where each of its nodes stands. */
export class YamlSource {
  readonly document: Document;
  readonly #lines = new LineCounter();

  /**
   * @throws PtxError FILE_MALFORMED with line and column for text that is neither YAML 1.2 nor JSON, and for more than a
   * hundred levels or aliases
   */
  constructor(text: string) {
    const tooDeep = findTooDeep(text, MOST_LEVELS);
    if (tooDeep !== undefined) {
      throw new PtxError('FILE_MALFORMED', `Expected at most ${MOST_LEVELS} levels`, {
        location: locate(text, tooDeep),
      });
    }
    this.document = parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      logLevel: 'error',
      version: '1.2',
      schema: 'core',
    });
    const [problem] = [...this.document.errors, ...this.document.warnings];
    if (problem !== undefined) {
      const message =
        problem.code === 'MULTIPLE_DOCS'
          ? 'Expected one document, found another behind "---"'
          : (problem.message.split('\n')[0] ?? '').replace(/\.$/, '');
      throw new PtxError('FILE_MALFORMED', message, { location: this.#locationAt(problem.pos[0]) });
    }
    let aliases = 0;
    visit(this.document, {
      Alias: (_, alias) => {
        aliases += 1;
        if (aliases <= MOST_ALIASES) return;
        const location = this.locationOf(alias);
        throw new PtxError('FILE_MALFORMED', `Expected at most ${MOST_ALIASES} aliases`, { location });
      },
    });
  }

  /**
   * The data that the text stands for.
   *
   * @throws PtxError FILE_MALFORMED where aliases stand for too much
   */
  get value(): unknown {
    return expanding(() => this.document.toJS());
  }

  /**
   * The data that a node stands for.
   *
   * @throws PtxError FILE_MALFORMED where aliases stand for too much
   */
  valueOf(node: Node): unknown {
    return expanding(() => node.toJS(this.document));
  }

  /** Where the value at the end of a path begins, or its key; as far as the file spells the path out. */
  locate(path: readonly (string | number)[], isKey = false): Location {
    let [node, found]: [unknown, unknown] = [this.document.contents, this.document.contents];
    for (const [index, step] of path.entries()) {
      const resolved = this.resolve(node);
      const pair = this.pairOf(resolved, String(step));
      node = isSeq(resolved) ? resolved.items[Number(step)] : pair?.value;
      if (pair !== undefined && (node === null || (isKey && index === path.length - 1))) node = pair.key;
      if (node === undefined) break;
      found = node;
    }
    return this.locationOf(found);
  }

  /** What an alias stands for; anything else is itself. */
  resolve(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.document) : node;
  }

  /** The key of a name, and its value. */
  pairOf(map: unknown, name: string): Pair | undefined {
    return isMap(map) ? map.items.find(({ key }) => String(key) === name) : undefined;
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

function expanding(read: () => unknown): unknown {
  try {
    return read();
  } catch (cause) {
    throw new PtxError('FILE_MALFORMED', 'Aliases stand for more than a file holds', { cause });
  }
}

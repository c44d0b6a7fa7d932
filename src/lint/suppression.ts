/** A comment in a domain that asks for silence. */
export interface Suppression {
  /** Offset of the comment. */
  readonly start: number;
  /** Offset behind it. */
  readonly end: number;
  /** `line`: on the line behind the comment; `file`: everywhere. */
  readonly scope: 'line' | 'file';
  /** Names of rules; none stands for every rule. */
  readonly rules: readonly string[];
}

const PIECE = /<!--([\s\S]*?)-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>/g;
const REQUEST = /^\s*ptx-disable(-next-line)?(?:\s+([^:]*))?(?::[\s\S]*)?$/;

/** False for a document without any such comment. */
export function asksForSilence(source: string): boolean {
  return source.includes('ptx-disable');
}

/**
 * List the comments of a well-formed document that ask for silence: `ptx-disable-next-line RULE…` and
 * `ptx-disable RULE…`. Behind a colon stands the reason, for people.
 */
export function listSuppressions(source: string): Suppression[] {
  if (!asksForSilence(source)) return [];
  return [...source.matchAll(PIECE)].flatMap(({ index, 0: piece, 1: comment }) => {
    const request = comment === undefined ? null : REQUEST.exec(comment);
    if (request === null) return [];
    const rules = (request[2] ?? '').split(/[\s,]+/).filter((word) => word !== '');
    return [{ start: index, end: index + piece.length, scope: request[1] === undefined ? 'file' : 'line', rules }];
  });
}

import type { LineIndex } from '../xml/line-index.js';
import type { Report } from './rule.js';
import { nearestRule } from './settings.js';
import { listSuppressions, type Suppression } from './suppression.js';

/** A suppression that does not do what it says, as the rule `unused-suppression` reports it. */
export interface UnusedSuppression extends Pick<Report, 'message' | 'data'> {
  readonly suppression: Suppression;
}

/** Which findings nobody wants to hear of. */
export class Silence {
  readonly #lines: LineIndex;
  readonly #all: readonly Suppression[];
  readonly #ofFile: readonly Suppression[];
  /** By the line about which they ask for silence. */
  readonly #ofLine = new Map<number, Suppression[]>();
  /** The rules that each of them kept silent. */
  readonly #used = new Map<Suppression, Set<string>>();

  constructor(source: string, lines: LineIndex) {
    this.#lines = lines;
    this.#all = listSuppressions(source);
    this.#ofFile = this.#all.filter(({ scope }) => scope === 'file');
    for (const suppression of this.#all.filter(({ scope }) => scope === 'line')) {
      const line = lines.locate(suppression.end).line + 1;
      this.#ofLine.set(line, [...(this.#ofLine.get(line) ?? []), suppression]);
    }
  }

  /** True where no comment asks for silence. */
  get isEmpty(): boolean {
    return this.#all.length === 0;
  }

  /** True where a comment asks for silence about a rule at an offset. */
  covers(ruleId: string, offset: number): boolean {
    const asked = this.listAsking(ruleId, offset);
    for (const suppression of asked) {
      this.#used.set(suppression, (this.#used.get(suppression) ?? new Set()).add(ruleId));
    }
    return asked.length > 0;
  }

  /** The comments that ask for silence about a rule at an offset. */
  listAsking(ruleId: string, offset: number): readonly Suppression[] {
    if (this.#all.length === 0) return [];
    const { line } = this.#lines.locate(offset);
    return [...this.#ofFile, ...(this.#ofLine.get(line) ?? [])].filter(
      ({ rules }) => rules.length === 0 || rules.includes(ruleId),
    );
  }

  /** The suppressions, or their parts, without which nothing else would be said; `ran` names the rules that ran. */
  listUnused(ran: ReadonlySet<string>): UnusedSuppression[] {
    return this.#all.flatMap((suppression): UnusedSuppression[] => {
      const used = this.#used.get(suppression);
      if (suppression.rules.length === 0) return used === undefined ? [{ suppression, message: 'unusedForAll' }] : [];
      return suppression.rules.flatMap((rule) => {
        if (used?.has(rule)) return [];
        return ran.has(rule) ? [{ suppression, message: 'unused', data: { rule } }] : listUnknown(suppression, rule);
      });
    });
  }
}

function listUnknown(suppression: Suppression, rule: string): UnusedSuppression[] {
  const suggestion = nearestRule(rule);
  // A rule that is there and did not run may be wanted elsewhere.
  if (suggestion === rule) return [];
  const likely = suggestion === undefined ? 'See "ptx list rules"' : `Did you mean "${suggestion}"?`;
  return [{ suppression, message: 'unknown', data: { rule, likely } }];
}

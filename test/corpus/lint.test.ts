import { describe, expect, it } from 'vitest';
import { lintDomain, type RuleConfig, rules } from '../../src/index.js';
import { readCorpus } from '../helpers/corpus.js';
import { readLintExceptions } from '../helpers/lint-golden.js';
import { defineAll } from '../helpers/virsh.js';
import { isCorpusSkipped } from './verdicts.js';

const breaking = rules.filter((rule) => rule.class === 'breaks');

describe.skipIf(isCorpusSkipped)("libvirt's own documents", () => {
  const corpus = isCorpusSkipped ? new Map() : readCorpus();
  const { dumps } = isCorpusSkipped ? { dumps: new Map() } : defineAll(textsOf(corpus), undefined, '');
  const config: RuleConfig = Object.fromEntries(
    rules.map((rule) => [rule.id, rule.class === 'breaks' ? rule.severity : 'off'] as const),
  );
  const found = new Map<string, string[]>(breaking.map(({ id }) => [id, []]));
  for (const [path, domain] of corpus) {
    if (!dumps.has(path)) continue;
    for (const id of new Set(lintDomain(domain, { rules: config }).map(({ ruleId }) => ruleId)))
      found.get(id)?.push(path);
  }

  it('holds documents that libvirt defines', () => expect(dumps.size).toBeGreaterThan(1000));

  it.each(breaking.map(({ id }) => id))('%s finds nothing in what libvirt defines', (id) => {
    expect(found.get(id)).toEqual(Object.keys(readLintExceptions(id)).sort());
  });
});

function textsOf(corpus: ReturnType<typeof readCorpus>): Map<string, string> {
  return new Map([...corpus].map(([path, { xml }]) => [path, xml]));
}

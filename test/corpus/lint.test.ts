import { describe, expect, it } from 'vitest';
import { lintDomain, type RuleConfig, rules } from '../../src/index.js';
import { readCorpus } from '../helpers/corpus.js';
import { readLintExceptions } from '../helpers/lint-golden.js';
import { defineAll } from '../helpers/virsh.js';
import { UNCAUGHT } from './uncaught.js';
import { isCorpusSkipped } from './verdicts.js';

const breaking = rules.filter((rule) => rule.class === 'breaks');

describe.skipIf(isCorpusSkipped)("libvirt's own documents", () => {
  const corpus = isCorpusSkipped ? new Map() : readCorpus();
  const { dumps } = isCorpusSkipped ? { dumps: new Map() } : defineAll(textsOf(corpus), undefined, '');
  const config: RuleConfig = Object.fromEntries(
    rules.map((rule) => [rule.name, rule.class === 'breaks' ? rule.severity : 'off'] as const),
  );
  const found = new Map<string, string[]>(breaking.map(({ name }) => [name, []]));
  for (const [path, domain] of corpus) {
    if (!dumps.has(path)) continue;
    for (const name of new Set(lintDomain(domain, { rules: config }).map(({ ruleId }) => ruleId)))
      found.get(name)?.push(path);
  }

  it('holds documents that libvirt defines', () => expect(dumps.size).toBeGreaterThan(1000));

  it.each(breaking.map(({ name }) => name))('%s finds nothing in what libvirt defines', (name) => {
    expect(found.get(name)).toEqual(Object.keys(readLintExceptions(name)).sort());
  });

  it('finds an error in each that libvirt calls invalid, apart from what no rule is about', () => {
    const invalid = [...corpus].filter(([path]) => /invalid[^/]*$/.test(path));
    const uncaught = invalid.filter(([, domain]) => lintDomain(domain).every(({ severity }) => severity !== 'error'));
    expect(invalid.length).toBeGreaterThan(40);
    expect(uncaught.map(([path]) => path).sort()).toEqual(Object.keys(UNCAUGHT).sort());
  });
});

function textsOf(corpus: ReturnType<typeof readCorpus>): Map<string, string> {
  return new Map([...corpus].map(([path, { xml }]) => [path, xml]));
}

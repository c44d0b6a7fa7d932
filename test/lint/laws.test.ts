import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainView } from '../../src/domain/domain-reader.js';
import { type Finding, fixDomain, lintDomain, parseDomain, type RuleConfig, rules } from '../../src/index.js';
import { listGuests } from '../../src/lint/about.js';
import { fixOnce } from '../../src/lint/fix.js';
import { checkRule, selectRules } from '../../src/lint/run.js';
import { planLint } from '../../src/lint/settings.js';
import { listGoldenCases } from '../helpers/golden.js';
import { RUNS_PER_TRANSFORM, seedLaws, TIMEOUT_MS } from '../helpers/law-runs.js';
import { listLintCases } from '../helpers/lint-golden.js';
import { collectValues, mutate, seededRandom } from '../helpers/mutations.js';
import { expectOnlyChanged } from '../helpers/untouched.js';

seedLaws();

/** Every rule, also those that are off by default. */
const ALL: RuleConfig = Object.fromEntries(rules.map(({ name, severity }) => [name, severity]));

const texts = [...new Set([...listLintCases(), ...listGoldenCases()].map(({ input }) => input))];
const pool = collectValues(texts.map((text) => parseDomain(text)));

/** A golden document of a rule or a transform in which a few things were changed at random. */
const damaged = fc
  .tuple(fc.nat(texts.length - 1), fc.string({ minLength: 4, maxLength: 8 }), fc.nat(4))
  .map(([index, seed, count]) => {
    const random = seededRandom(seed);
    let xml = texts[index] as string;
    for (let left = count; left > 0; left -= 1) {
      xml = random(3) === 0 ? doubleElement(xml, random) : (mutate(parseDomain(xml), pool, random)?.xml ?? xml);
    }
    return xml;
  });

function doubleElement(xml: string, random: (limit: number) => number): string {
  const elements = [...parseDomain(xml).root.descendants()];
  const element = elements[random(elements.length)];
  return element === undefined
    ? xml
    : xml.slice(0, element.end) + xml.slice(element.start, element.end) + xml.slice(element.end);
}

/** The same with an element in another namespace, or with the whole domain once more inside of it. */
const disguised = fc.tuple(damaged, fc.nat(), fc.nat(2)).map(([xml, index, how]) => {
  const { root } = parseDomain(xml);
  const elements = [...root.descendants()];
  const element = elements[index % elements.length];
  if (element === undefined || how === 0 || /\sxmlns=/.test(element.startTag)) return xml;
  const [before, behind] = [xml.slice(0, element.start), xml.slice(element.start + element.startTag.length)];
  if (how === 1) return `${before}${element.startTag.replace(/(?=[\s/>])/, " xmlns='urn:other'")}${behind}`;
  if (element.endTag === '') return xml;
  return `${before}${element.startTag}${xml.slice(root.start, root.end)}${behind}`;
});

describe('every rule, on damaged documents', () => {
  it(
    'finds the same again, in the order of the document, inside of it',
    () => {
      let found = 0;
      fc.assert(
        fc.property(damaged, (xml) => {
          const domain = parseDomain(xml);
          const findings = lintDomain(domain, { rules: ALL });
          expect(lintDomain(domain, { rules: ALL })).toEqual(findings);
          expect(domain.xml, 'the domain passed in').toBe(xml);
          const lines = xml.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
          for (const [index, finding] of findings.entries()) {
            expectInside(finding, lines);
            const before = findings[index - 1];
            if (before !== undefined) expect(isBehind(before, finding), JSON.stringify([before, finding])).toBe(false);
            expect(finding.message + finding.cure, 'every value is filled in').not.toMatch(/\{\w+\}|undefined|NaN/);
          }
          found += findings.length;
        }),
        { numRuns: RUNS_PER_TRANSFORM },
      );
      expect(found).toBeGreaterThan(RUNS_PER_TRANSFORM);
    },
    TIMEOUT_MS,
  );

  it(
    'mends until nothing is left to mend, and brings in no finding',
    () => {
      let mended = 0;
      fc.assert(
        fc.property(damaged, (xml) => {
          const domain = parseDomain(xml);
          const fixed = fixDomain(domain, { rules: ALL });
          expect(domain.xml, 'the domain passed in').toBe(xml);
          expect(fixDomain(fixed.domain, { rules: ALL }).changes, 'a second time').toEqual([]);
          const left = parseDomain(fixed.domain.xml);
          expectNoneNew(lintDomain(domain, { rules: ALL }), lintDomain(left, { rules: ALL }));
          mended += fixed.changes.length === 0 ? 0 : 1;
        }),
        { numRuns: RUNS_PER_TRANSFORM },
      );
      expect(mended).toBeGreaterThan(RUNS_PER_TRANSFORM / 20);
    },
    TIMEOUT_MS,
  );

  it(
    'has nothing to say where it is passed over',
    () => {
      const hosts = listLintCases().flatMap(({ options }) => options.host ?? []);
      const plans = [undefined, ...hosts.slice(0, 3)].map((host) =>
        planLint({ rules: ALL, host, vendors: host === undefined ? { cpu: 'amd', gpu: 'nvidia' } : {} }),
      );
      plans.push(planLint({ rules: ALL, target: { libvirt: '12.8', qemu: '10.1' } }));
      for (const { input, options } of listLintCases()) expectPassedOver(input, planLint({ ...options, rules: ALL }));
      fc.assert(
        fc.property(disguised, fc.nat(plans.length - 1), (xml, index) =>
          expectPassedOver(xml, plans[index] as ReturnType<typeof planLint>),
        ),
        { numRuns: RUNS_PER_TRANSFORM / 4 },
      );
    },
    TIMEOUT_MS,
  );

  it(
    'moves only the bytes of its changes',
    () => {
      fc.assert(
        fc.property(damaged, (xml) => {
          const start = parseDomain(xml);
          const names = new Set(lintDomain(start, { rules: ALL }).flatMap((each) => (each.fixable ? each.ruleId : [])));
          for (const name of names) {
            const { domain, changes } = fixOnce(start, planOf(name));
            expectOnlyChanged(xml, domain.xml, changes);
          }
        }),
        { numRuns: RUNS_PER_TRANSFORM },
      );
    },
    TIMEOUT_MS,
  );
});

function expectPassedOver(xml: string, { active, surroundings }: ReturnType<typeof planLint>): void {
  const view = new DomainView(parseDomain(xml));
  const relevant = new Set(selectRules(active, view));
  const others = active.filter((each) => !relevant.has(each) && listGuests(view).includes(each.rule.guests));
  expect(others.length).toBeGreaterThan(0);
  const wrong = others.filter((each) => checkRule(each, view, surroundings).length > 0);
  expect(
    wrong.map(({ rule }) => rule.name),
    xml,
  ).toEqual([]);
}

function planOf(name: string): ReturnType<typeof planLint> {
  return planLint({
    rules: Object.fromEntries(rules.map((rule) => [rule.name, rule.name === name ? 'error' : 'off'])),
  });
}

function expectInside({ line, column, endLine, endColumn }: Finding, lines: readonly string[]): void {
  expect(line).toBeGreaterThan(0);
  expect(column).toBeGreaterThan(0);
  expect(
    endLine > line || (endLine === line && endColumn > column),
    `${line}:${column} to ${endLine}:${endColumn}`,
  ).toBe(true);
  expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length);
  expect(endColumn - 1).toBeLessThanOrEqual((lines[endLine - 1] ?? '').length);
}

function isBehind(a: Finding, b: Finding): boolean {
  return a.line > b.line || (a.line === b.line && a.column > b.column);
}

/**
 * A fix may leave what it cannot mend, and brings in nothing. What libvirt refuses or drops hides what would be found
 * without it: there a fix may uncover other findings, and no more errors than it mends.
 */
function expectNoneNew(before: readonly Finding[], after: readonly Finding[]): void {
  const breaking = before.filter(({ ruleId, fixable }) => fixable && CLASSES.get(ruleId) === 'breaks');
  if (breaking.length > 0) {
    expect(weigh(after), JSON.stringify([before, after], null, 1)).toBeLessThanOrEqual(weigh(before));
    return;
  }
  const count = (findings: readonly Finding[], id: string) => findings.filter(({ ruleId }) => ruleId === id).length;
  const more = [...new Set(after.map(({ ruleId }) => ruleId))].filter((id) => count(after, id) > count(before, id));
  expect(
    after.filter(({ ruleId }) => more.includes(ruleId)).map(({ ruleId, message, path }) => [ruleId, message, path]),
  ).toEqual([]);
}

const CLASSES = new Map(rules.map((rule) => [rule.name, rule.class]));

function weigh(findings: readonly Finding[]): number {
  return findings.filter(({ severity }) => severity === 'error').length;
}

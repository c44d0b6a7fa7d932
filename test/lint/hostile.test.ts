import { describe, expect, it } from 'vitest';
import { inspectDomain, lintDomain, lintFleet, parseDomain, type RuleConfig, rules } from '../../src/index.js';
import { listLintCases } from '../helpers/lint-golden.js';
import { seededRandom } from '../helpers/mutations.js';

/** Every rule, also those that are off by default. */
const ALL: RuleConfig = Object.fromEntries(rules.map(({ name, severity }) => [name, severity]));

/** Values that a reader of numbers, words or tables may stumble over; none needs an escape in XML. */
const NASTY = ['', ' ', '-1', '0x', '99999999999999999999', '1e23', 'NaN', '__proto__', 'constructor', '🦊', '0-16383'];

/** A host with fewer CPUs than a set can name. */
const HOST = {
  pciDevices: [],
  cpuTopology: {
    online: '0-7,9',
    cpus: Array.from({ length: 10 }, (_, id) => ({ id, node: 0, siblings: String(id) })),
  },
};

/** One document for each case and value: every attribute of a random kind has that value. */
function* listNastyTexts(): Generator<string> {
  const random = seededRandom('hostile');
  for (const { input } of listLintCases()) {
    const names = [...new Set([...input.matchAll(/ ([a-z_]+)=['"]/g)].map(([, name]) => name))];
    const name = names[random(names.length)] ?? 'type';
    const value = NASTY[random(NASTY.length)] as string;
    const attribute = new RegExp(` ${name}=('[^']*'|"[^"]*")`, 'g');
    yield input.replace(attribute, ` ${name}='${value}'`);
    yield input.replace(/>([^<>\s][^<>]*)</g, (all) => (random(4) === 0 ? `>${value}<` : all));
  }
}

describe('every rule, on values that nobody means', () => {
  it('speaks in whole sentences, inside the document', () => {
    let found = 0;
    for (const xml of listNastyTexts()) {
      const lines = xml.split(/\r\n|\r|\n/).length;
      for (const { message, cure, line, endLine, ruleId } of lintDomain(parse(xml), { rules: ALL })) {
        found += 1;
        // "NaN" is one of the values.
        const isNumber = xml.includes('NaN') || !/NaN/.test(message + cure);
        expect(isNumber, message).toBe(true);
        expect(message + cure, ruleId).not.toMatch(/\{\w+\}|undefined|\[object/);
        expect(line).toBeGreaterThan(0);
        expect(endLine).toBeLessThanOrEqual(lines);
      }
    }
    expect(found).toBeGreaterThan(500);
  });

  it.each([
    ['as many IOThreads as no memory holds', `<iothreads>1${'0'.repeat(23)}</iothreads>`],
    ['10,000 pins to every host CPU', `<cputune>${pins('0-16383')}</cputune>`],
    ['10,000 pins that nothing can read', `<cputune>${pins('0-')}</cputune>`],
  ])('takes a moment for %s', (_, content) => {
    const xml = `<domain type='kvm'><name>a</name><memory>4</memory><vcpu>10000</vcpu>${content}</domain>`;
    const start = performance.now();
    const domain = parseDomain(xml);
    expect(lintDomain(domain, { rules: ALL, host: HOST }).length).toBeGreaterThan(0);
    expect(lintFleet([domain, domain].map((each, index) => ({ path: `${index}.xml`, domain: each })))).toHaveLength(2);
    expect(inspectDomain(domain).domain.name).toBe('a');
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

function pins(cpuset: string): string {
  return Array.from({ length: 10_000 }, (_, vcpu) => `<vcpupin vcpu='${vcpu}' cpuset='${cpuset}'/>`).join('');
}

/** A document that a value made ill-formed is no domain any more, and counts as an empty one. */
function parse(xml: string): ReturnType<typeof parseDomain> {
  try {
    return parseDomain(xml);
  } catch {
    return parseDomain('<domain/>');
  }
}

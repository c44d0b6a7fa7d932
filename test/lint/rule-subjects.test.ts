import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDomain } from '../../src/domain/domain.js';
import { DomainView } from '../../src/domain/domain-reader.js';
import { lintDomain } from '../../src/index.js';
import { defineRule } from '../../src/lint/rule.js';
import { RuleSubjects } from '../../src/lint/rule-subjects.js';
import { planLint } from '../../src/lint/settings.js';
import type { XmlElement } from '../../src/xml/node.js';

const VALUES = ['1', '2'];

/** An element, perhaps with an attribute, and what is in it, so many levels deep. */
const tree: (levels?: number) => fc.Arbitrary<string> = fc.memo((levels) =>
  fc
    .tuple(
      fc.constantFrom('a', 'b', 'c', 'x:a', 'other'),
      fc.option(fc.constantFrom(...VALUES)),
      levels > 1 ? fc.array(tree(), { maxLength: 3 }) : fc.constant([]),
    )
    .map(([name, value, below]) => `<${name}${value === null ? '' : ` k="${value}"`}>${below.join('')}</${name}>`),
);

/** What a rule may be about: names from the outside in, and perhaps an attribute of the last, or its value. */
const about = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 }),
    fc.constantFrom('', '[@k]', ...VALUES.map((value) => `[@k=${value}]`)),
  )
  .map(([names, condition]) => `${names.join('/')}${condition}`);

describe('RuleSubjects', () => {
  it('keeps the rules that are about one of the elements', () => {
    fc.assert(
      fc.property(
        fc.array(about, { minLength: 1, maxLength: 8 }),
        fc.array(tree(5), { maxLength: 4 }),
        (paths, trees) => {
          const active = paths.map((path) => ({ path, rule: ruleAbout(path) }));
          const xml = `<domain type='kvm' xmlns:x='urn:x'>${trees.join('')}</domain>`;
          const subjects = new RuleSubjects(active);
          // A second walk begins where the first one began.
          subjects.select(viewOf("<domain type='kvm'><a><b/></a></domain>"));
          const kept = subjects.select(viewOf(xml)).map(({ path }) => path);
          const elements = [...viewOf(xml).root.descendants()];
          expect(kept).toEqual(paths.filter((path) => elements.some((element) => isAbout(element, path))));
        },
      ),
    );
  });
});

const NAME = '<name>a</name>';
const MEMORY = "<memory unit='KiB'>4194304</memory>";
const OS = "<os><type arch='x86_64' machine='q35'>hvm</type></os>";

/** A domain in which nothing looks odd. */
const USUAL = `<domain type='kvm' xmlns:x='urn:x'>${NAME}${MEMORY}<vcpu>2</vcpu>${OS}<cpu/><devices/></domain>`;

const NESTED_DISK = '<domain><devices><disk><driver/></disk></devices></domain>';
const PCI_SOURCE = "<source><address domain='0' bus='1' slot='0' function='0'/></source>";

describe('what looks usual', () => {
  it.each([
    ['memory-present', 'an unknown unit', MEMORY, MEMORY.replace('KiB', 'x')],
    ['memory-present', 'the memory of a nested domain', MEMORY, `<metadata><domain>${MEMORY}</domain></metadata>`],
    ['domain-name-valid', 'the name of a nested domain', NAME, `<metadata><domain>${NAME}</domain></metadata>`],
    ['os-type-known', 'an <os> of another namespace', OS, '<x:os><type>hvm</type></x:os>'],
    ['memory-unit-binary', 'the unit of a cell', '<cpu/>', "<cpu><numa><cell id='0' unit='GB'/></numa></cpu>"],
    [
      'singleton-single',
      'a second driver behind a nested domain',
      '<devices/>',
      `<devices><disk><driver/>${NESTED_DISK}<driver/></disk></devices>`,
    ],
    [
      'hostdev-guest-address-type',
      'a device of model "none"',
      '<devices/>',
      `<devices><hostdev type='pci' model='none'>${PCI_SOURCE}<address bus='5'/></hostdev></devices>`,
    ],
  ])('has %s look at %s', (rule, _, usual, odd) => {
    const find = (xml: string) => lintDomain(parseDomain(xml)).map(({ ruleId }) => ruleId);
    expect(find(USUAL)).not.toContain(rule);
    expect(find(USUAL.replace(usual, odd))).toContain(rule);
  });
});

it('holds on to no document, whatever names it brings', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const MEGABYTE = 2 ** 20;
  const subjects = new RuleSubjects(planLint({}).active);
  const names = ['currentMemory', 'on_lockfailure', 'memoryBacking', 'launchSecurity', 'throttlegroups', 'iothreadids'];
  const before = used();
  for (const name of names) {
    subjects.select(
      viewOf(`<domain type='kvm'><${name}/><description>${'x'.repeat(8 * MEGABYTE)}</description></domain>`),
    );
  }
  // V8 itself keeps the text that it searched last.
  expect((used() - before) / MEGABYTE).toBeLessThan(3 * 8);
});

function viewOf(xml: string): DomainView {
  return new DomainView(parseDomain(xml));
}

function ruleAbout(path: string) {
  return defineRule({
    name: 'made-up',
    summary: '',
    about: [path],
    why: '',
    class: 'breaks',
    severity: 'error',
    source: '',
    checked: '',
    messages: {},
    check() {},
  });
}

/** The same said the long way. */
function isAbout(element: XmlElement, path: string): boolean {
  const [names = '', condition] = path.split('[');
  const where: string[] = [];
  for (let at: XmlElement | undefined = element; at !== undefined; at = at.parent) where.unshift(at.localName);
  if (!`/${where.join('/')}`.endsWith(`/${names}`)) return false;
  const [, wanted] = condition?.slice('@k'.length, -1).split('=') ?? [];
  const value = element.attribute('k');
  return condition === undefined || (value !== undefined && (wanted === undefined || value === wanted));
}

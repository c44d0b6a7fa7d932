import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDomain } from '../../src/domain/domain.js';
import { DomainView } from '../../src/domain/domain-reader.js';
import { RuleSubjects } from '../../src/lint/about.js';
import { defineRule } from '../../src/lint/rule.js';
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

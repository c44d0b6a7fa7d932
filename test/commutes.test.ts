import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, type Step, transforms, transformXml } from '../src/index.js';
import type { XmlNode } from '../src/xml/node.js';
import { parseXml } from '../src/xml/parse.js';
import { domains } from './arbitraries/domain.js';
import { optionsOf } from './arbitraries/options.js';
import { RUNS_PER_PAIR, seedLaws, TIMEOUT_MS } from './helpers/law-runs.js';
import { attempt } from './helpers/outcome.js';
import { expectSameText } from './helpers/text.js';

seedLaws();

describe('commutes', () => {
  const pairs = transforms.flatMap((first, index) =>
    transforms
      .slice(index + 1)
      .filter((second) => !first.conflicts.includes(second.name) && !second.conflicts.includes(first.name))
      .map((second) => [first.name, second.name, first, second] as const),
  );

  it.each(pairs)(
    '%s and %s',
    (_first, _second, first, second) => {
      let both = 0;
      fc.assert(
        fc.property(domains, optionsOf(first), optionsOf(second), (xml, one, two) => {
          const forth = attempt(xml, () => [first.step(one), second.step(two)]);
          const back = attempt(xml, () => [second.step(two), first.step(one)]);
          expect(back.kind, 'refused in one order only').toBe(forth.kind);
          if (forth.kind === 'refused' || back.kind === 'refused') return;
          if (new Set(forth.changes.map((change) => change.step)).size === 2) both += 1;
          const changes = [...forth.changes, ...back.changes];
          expectSameResult(forth.xml, back.xml, changes, `${second.name} first`);
          const steps = [first.step(one), second.step(two)];
          expectSameResult(forth.xml, reparsed(xml, ...steps), changes, 'parsed in between');
        }),
        { numRuns: RUNS_PER_PAIR },
      );
      expect(both, 'runs in which both changed something').toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );
});

/**
 * The same bytes. Only where an element goes may the place of what comes depend on the order, as the one that goes may
 * be the neighbour that says where; then all counts but layout, comments and the order of siblings. Among <devices> the
 * order of those of one kind counts still: libvirt keeps a list for each kind.
 */
function expectSameResult(forth: string, back: string, changes: readonly Change[], label: string): void {
  const goes = changes.some(({ op, path }) => op === 'remove' && !path.includes('/@'));
  if (goes) expectSameText(meaning(back), meaning(forth), `${label}, layout aside`);
  else expectSameText(back, forth, label);
}

function meaning(xml: string): string {
  const write = (node: XmlNode): string[] => {
    if (node.kind !== 'element') return node.kind === 'comment' || /^\s*$/.test(node.raw) ? [] : [node.raw.trim()];
    const tag = node.startTag.replace(/[ \t\r\n]*\/?>$/, '>');
    const children = node.children
      .map(write)
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'));
    return [tag, ...(node.name === 'devices' ? sortByKind(children) : children.sort()), `</${node.name}>`];
  };
  return write(parseXml(xml).root).join('\n');
}

function sortByKind(devices: readonly string[]): string[] {
  const kindOf = (device: string) => /^<([^ >]+)/.exec(device)?.[1] ?? '';
  return devices.toSorted((a, b) => kindOf(a).localeCompare(kindOf(b)));
}

function reparsed(xml: string, ...steps: Step[]): string {
  return steps.reduce((text, step) => transformXml(text, step), xml);
}

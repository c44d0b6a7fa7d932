import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Comparison, compareAll, findDifference, isNoop, listDifferenceFiles } from '../helpers/comparison.js';
import { isFor, listResults, type Result } from '../helpers/documents.js';
import { type Evidence, recordEvidence } from '../helpers/evidence.js';
import { type Hypervisor, isComplete, listHypervisors } from '../helpers/hypervisor.js';
import { expectSameText } from '../helpers/text.js';
import { explainRefusals } from './refusals.js';
import { listSlotProblems, listSplitCards } from './slots.js';

const hypervisors = listHypervisors('arguments');
const results = listResults();
const groups = [...new Set(results.map(({ group }) => group))];
const rows: Evidence[] = [];
const used = new Set<string>();

it('finds what is to be compared', () => expect(groups.length).toBeGreaterThan(1));

describe.each(hypervisors)('libvirt $libvirt with QEMU $qemu', (hypervisor) => {
  let comparisons: [Result, Comparison][] = [];

  beforeAll(() => {
    const own = results.filter((result) => isFor(result, hypervisor));
    comparisons = [...compareAll(own, hypervisor)];
  });

  it.each(groups)('%s: what differs is what is kept', (group) => {
    const own = comparisons.filter(([result]) => result.group === group);
    const compared = own.flatMap(([result, { diff }]) => (diff === undefined ? [] : [[result, diff] as const]));
    // All of them before the first can fail.
    for (const [result] of compared) {
      const file = findDifference(result, hypervisor);
      if (file !== undefined && !isNoop(result)) used.add(file);
    }
    const { unexplained, reasons } = explainRefusals(
      own.map(([result]) => result),
      new Map(own.flatMap(([, { errors }]) => [...errors])),
    );
    expect(unexplained).toEqual([]);
    for (const [result, diff] of compared) checkDifference(result, hypervisor, diff);
    rows.push({
      claim: `\`${path.basename(group)}\` changes ${formatOptions(compared.map(([, diff]) => diff))}`,
      document: group,
      libvirt: hypervisor.libvirt,
      qemu: hypervisor.qemu,
      accelerator: 'none',
      observed: `${compared.length} of ${own.length} compared${reasons}`,
    });
  });

  it('finds every passed-through function in a slot that a guest looks into', () => {
    expectNone(comparisons.map(([{ expected }, { after }]) => [expected, listSlotProblems(after)]));
  });

  it('finds the functions of a card that a step adds in one slot', () => {
    expectNone(comparisons.map(([{ expected }, { diff = '' }]) => [expected, listSplitCards(diff)]));
  });
});

it.skipIf(hypervisors.length === 0)('keeps no file that nothing is compared with', () => {
  expect(listDifferenceFiles(hypervisors).filter((file) => !used.has(file))).toEqual([]);
});

afterAll(() => {
  const isAllSeen = rows.length === groups.length * hypervisors.length;
  if (!isAllSeen || !isComplete(hypervisors)) return;
  recordEvidence(
    'arguments',
    groups.flatMap((group) => rows.filter(({ document }) => document === group)),
  );
});

function checkDifference(result: Result, hypervisor: Hypervisor, diff: string): void {
  if (isNoop(result)) {
    expect(diff, `${result.expected}, which is its input`).toBe('');
    return;
  }
  const file = findDifference(result, hypervisor);
  if (file === undefined) expect.fail(`${result.argumentsFile}.diff: write it with "npm run golden:update -- PATH"`);
  expectSameText(diff, readFileSync(file, 'utf8'), file);
}

function expectNone(problems: readonly (readonly [file: string, problems: readonly string[]])[]): void {
  expect(Object.fromEntries(problems.filter(([, list]) => list.length > 0))).toEqual({});
}

/** The options that differ, and variables of the environment. */
function formatOptions(diffs: readonly string[]): string {
  const names = diffs.flatMap((diff) => [...diff.matchAll(/^[-+] ([^\s=]+)/gm)].map(([, name]) => `\`${name}\``));
  const words = [...new Set(names)].sort();
  if (words.length === 0) return 'no argument';
  return `${[words.slice(0, -1).join(', '), ...words.slice(-1)].filter((part) => part !== '').join(' and ')} alone`;
}

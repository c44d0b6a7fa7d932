import { describe, expect, it } from 'vitest';
import { formatImported, parseSteps } from '../../src/steps.js';
import { listImportCases, SAMPLE } from '../helpers/import-golden.js';
import { attempt } from '../helpers/outcome.js';
import { expectSameText } from '../helpers/text.js';

const cases = listImportCases();

it.each(['proxmox', 'qemu'])('has at least twenty cases of %s', (from) => {
  expect(cases.filter((golden) => golden.from === from).length).toBeGreaterThanOrEqual(20);
});

describe.each(cases.map((golden) => [golden.id, golden] as const))('%s', (_, golden) => {
  const imported = golden.import();
  const asked = imported.steps.map(({ transform, options }) => ({ transform, options }));

  it('gives expected.yaml', () => {
    expectSameText(formatImported(imported), golden.expected ?? '', golden.id);
  });

  it.each(['yaml', 'json'] as const)('gives steps that parseSteps reads back, as %s', (format) => {
    const steps = parseSteps(formatImported(imported, format));
    expect(steps.map(({ transform, options }) => ({ transform, options }))).toEqual(asked);
  });

  it('applies to the sample domain, or is refused as written down', () => {
    const outcome = attempt(SAMPLE, () => parseSteps(golden.expected ?? ''));
    if (golden.refusal === undefined) expect(outcome).toMatchObject({ kind: 'done' });
    else expect(outcome).toMatchObject({ kind: 'refused', code: golden.refusal.code });
  });

  it('drops nothing', () => {
    const remarks = [...imported.unmapped, ...imported.notes];
    const sources = [...imported.steps.flatMap(({ from }) => from), ...remarks];
    expect(remarks.filter(({ reason }) => !/^[A-Za-z"].*[^.]$/.test(reason))).toEqual([]);
    const lines = new Set(sources.map(({ line }) => line));
    const significant = listSettings(golden.from, golden.input).filter((line) => !lines.has(line));
    expect(significant).toEqual([]);
  });
});

/** The lines that hold settings: in files of Proxmox VE all before the first section, in scripts those with options. */
function listSettings(from: string, text: string): number[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const section = lines.findIndex((line) => line.startsWith('['));
  const end = from === 'proxmox' && section >= 0 ? section : lines.length;
  const pattern = from === 'proxmox' ? /^\s*([^#\s]|# qm )/ : /^\s*-{1,2}[a-z]/i;
  const isHereDocument = (index: number) => lines[index - 1]?.includes('<<') ?? false;
  return lines
    .slice(0, end)
    .flatMap((line, index) => (pattern.test(line) && !isHereDocument(index) ? [index + 1] : []));
}

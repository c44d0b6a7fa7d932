import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** A line of SECURITY.md that claims something, and the test that holds it to it. */
interface Claim {
  readonly line: number;
  readonly claim: string;
  readonly file: string;
  readonly title: string;
}

const HEADER = /^\| .+ \| Test +\|$/;
const TEST = /^`([^`]+)`: (.+)$/;
const lines = readFileSync('SECURITY.md', 'utf8').split('\n');

/** The rows of every table whose last column is "Test". */
const claims = lines.flatMap((text, index): Claim[] => {
  if (!text.startsWith('| ') || /^\| -+ \|/.test(text) || HEADER.test(text) || !HEADER.test(headerAbove(index)))
    return [];
  const [claim = '', test = ''] = text.split(' | ').map((cell) => cell.replace(/^\| |\s*\|$/g, '').trim());
  const [, file = '', title = ''] = TEST.exec(test) ?? [];
  return [{ line: index + 1, claim, file, title }];
});

function headerAbove(index: number): string {
  let at = index;
  while (lines[at - 1]?.startsWith('|')) at -= 1;
  return lines[at] ?? '';
}

/** The titles that a file gives to its tests, as they stand there. */
function listTitles(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const title = /(?:\bit|\btest|\bdescribe|\)|>)(?:\.each)?\(\s*(?:'((?:[^'\\\n]|\\.)+)'|"([^"\n]+)"|`([^`\n]+)`),/g;
  return [...text.matchAll(title)].map(([, single, double, back]) => single ?? double ?? back ?? '');
}

it('finds claims', () => expect(claims.length).toBeGreaterThan(40));

it.each(claims.map((claim) => [claim.line, claim] as const))('SECURITY.md:%i names a test that is there', (_, each) => {
  expect(each.claim).toMatch(/^\S.*[^.]$/);
  expect(existsSync(each.file), each.file).toBe(true);
  expect(listTitles(each.file)).toContain(each.title);
});

describe('no test of a claim', () => {
  const files = [...new Set(claims.map(({ file }) => file))];

  it.each(files)('is left out in %s', (file) => {
    expect(readFileSync(file, 'utf8')).not.toMatch(/\b(it|test|describe)\.(skip|todo|only)\(/);
  });

  it('stands in test/security without a claim', () => {
    const claimed = new Set(claims.map(({ file, title }) => `${file}: ${title}`));
    const own = readdirSync('test/security')
      .filter((name) => name !== 'claims.test.ts')
      .flatMap((name) => listTitles(`test/security/${name}`).map((title) => `test/security/${name}: ${title}`));
    expect(own.filter((each) => !claimed.has(each) && !/: (%s|patterns of files)$/.test(each))).toEqual([]);
  });
});

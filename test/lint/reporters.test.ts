import { createRequire } from 'node:module';
import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { type Finding, lintDomain, parseDomain } from '../../src/index.js';
import { listFixEdits } from '../../src/lint/fix-edits.js';
import type { LintedFile } from '../../src/lint/report.js';
import { formatGithub } from '../../src/lint/reporters/github.js';
import { formatLintJson } from '../../src/lint/reporters/json.js';
import { formatJunit } from '../../src/lint/reporters/junit.js';
import { formatSarif } from '../../src/lint/reporters/sarif.js';
import { formatLintText } from '../../src/lint/reporters/text.js';
import { planLint } from '../../src/lint/settings.js';
import { parseXml } from '../../src/xml/parse.js';
import { listLintCases } from '../helpers/lint-golden.js';

const FINDING: Finding = {
  ruleId: 'kvm-single',
  messageId: 'lost',
  message: 'Something is lost',
  cure: 'Find it',
  severity: 'error',
  line: 2,
  column: 3,
  endLine: 2,
  endColumn: 8,
  path: '/domain/features/kvm[1]',
  url: 'https://unpkg.com/libvirt-ptx/docs/rules/kvm-single.md',
  fixable: false,
};

const FILES: readonly LintedFile[] = [
  {
    path: 'hosts/a/win10.xml',
    source: '<domain>\n  <kvm/>\n</domain>\n',
    findings: [
      FINDING,
      { ...FINDING, severity: 'warning', endLine: 3, endColumn: 1 },
      { ...FINDING, severity: 'info' },
    ],
  },
  { path: 'hosts/b/good.xml', source: '<domain/>', findings: [] },
];

/** Names and words that mean something in one format or another. */
const HOSTILE = `a"b'c<d>&%,:::error::x \u001b[31m\u009b31m\u202e\r\n::warning::y]]>--\u0000\ufffe\ud800/é`;
const HOSTILE_FILES: readonly LintedFile[] = [
  {
    path: HOSTILE,
    source: `<domain>\n\t<kvm title="${'x'.repeat(500)}"/>\n</domain>`,
    findings: [{ ...FINDING, message: HOSTILE, cure: HOSTILE, path: HOSTILE, column: 2, endColumn: 517 }],
  },
];

/** The official schema, as Microsoft's package ships it. */
const require = createRequire(import.meta.url);
const schema = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const ajv = new AjvDraft04.default({ strict: false, unicodeRegExp: false });
addFormats.default(ajv);
const validateSarif = ajv.compile(schema);

describe('text', () => {
  it('shows the place, the line and the cure, and counts', () => {
    expect(formatLintText(FILES, (_, text) => text)).toBe(
      [
        'hosts/a/win10.xml:2:3: error: Something is lost [kvm-single]',
        '  2 |   <kvm/>',
        '    |   ^^^^^',
        '  cure: Find it',
        '',
        'hosts/a/win10.xml:2:3: warning: Something is lost [kvm-single]',
        '  2 |   <kvm/>',
        '    |   ^^^^^^',
        '  cure: Find it',
        '',
        'hosts/a/win10.xml:2:3: info: Something is lost [kvm-single]',
        '  2 |   <kvm/>',
        '    |   ^^^^^',
        '  cure: Find it',
        '',
        '1 error, 1 warning, 1 info in 2 files',
        '',
      ].join('\n'),
    );
  });

  it('lets no name steer the terminal, and cuts long lines', () => {
    const text = formatLintText(HOSTILE_FILES, (_, piece) => piece);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\u202e\ufffe]/u);
    expect(
      Math.max(
        ...text
          .split('\n')
          .slice(1)
          .map((line) => line.length),
      ),
    ).toBeLessThan(260);
    expect(text).toContain('…');
  });
});

it('json is what the contract says', () => {
  expect(JSON.parse(formatLintJson(FILES))).toEqual({
    files: FILES.map(({ path, findings }) => ({ path, findings })),
    summary: { files: 2, errors: 1, warnings: 1, infos: 1 },
  });
  expect(JSON.parse(formatLintJson(HOSTILE_FILES)).files[0].path).toBe(HOSTILE);
});

describe('sarif', () => {
  it.each([
    ['findings', FILES],
    ['hostile names', HOSTILE_FILES],
    ['nothing', []],
  ])('is valid for %s', (_, files) => {
    const log = JSON.parse(formatSarif(files, '1.2.3'));
    expect(validateSarif(log), JSON.stringify(validateSarif.errors)).toBe(true);
  });

  it('points at files by URI, tells equal findings apart, and names the rule with its help', () => {
    const { results, tool } = JSON.parse(formatSarif(FILES, '1.2.3')).runs[0];
    const [first, second] = results;
    expect(first.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'hosts/a/win10.xml' },
      region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 8 },
    });
    expect(first.partialFingerprints).not.toEqual(second.partialFingerprints);
    expect(results.map(({ level }: { level: string }) => level)).toEqual(['error', 'warning', 'note']);
    expect(tool.driver.rules[first.ruleIndex]).toMatchObject({ id: 'kvm-single', helpUri: FINDING.url });
    expect(
      () =>
        new URL(
          JSON.parse(formatSarif(HOSTILE_FILES, '1')).runs[0].results[0].locations[0].physicalLocation.artifactLocation
            .uri,
          'file:///base/',
        ),
    ).not.toThrow();
  });

  it('carries the edit that mends a finding', () => {
    const plan = planLint({});
    for (const { input, id } of listLintCases().filter((golden) => golden.fixed !== undefined)) {
      const domain = parseDomain(input);
      const findings = lintDomain(domain);
      const edits = listFixEdits(domain, plan, findings);
      const log = JSON.parse(formatSarif([{ path: 'x.xml', source: input, findings }], '1', edits));
      expect(validateSarif(log), `${id}: ${JSON.stringify(validateSarif.errors)}`).toBe(true);
      for (const [finding, { start, end, text }] of edits) {
        const mended = input.slice(0, start) + text + input.slice(end);
        expect(mended, id).not.toBe(input);
        const left = lintDomain(parseDomain(mended)).filter(({ ruleId }) => ruleId === finding.ruleId).length;
        expect(left, `${id} ${finding.ruleId}`).toBeLessThan(
          findings.filter(({ ruleId }) => ruleId === finding.ruleId).length,
        );
      }
    }
  });
});

describe('github', () => {
  it('writes one command a finding', () => {
    expect(formatGithub(FILES).split('\n')).toEqual([
      '::error file=hosts/a/win10.xml,line=2,endLine=2,col=3,endColumn=8,title=ptx kvm-single::Something is lost. Find it',
      '::warning file=hosts/a/win10.xml,line=2,endLine=3,title=ptx kvm-single::Something is lost. Find it',
      '::notice file=hosts/a/win10.xml,line=2,endLine=2,col=3,endColumn=8,title=ptx kvm-single::Something is lost. Find it',
      '',
    ]);
  });

  it('lets no name begin a command of its own', () => {
    const text = formatGithub(HOSTILE_FILES);
    expect(text.trimEnd().split(/\r|\n/)).toHaveLength(1);
    const properties = /^::error ([^:]*)::/.exec(text)?.[1] ?? '';
    expect(properties.split(',').map((property) => property.split('=')[0])).toEqual([
      'file',
      'line',
      'endLine',
      'col',
      'endColumn',
      'title',
    ]);
  });
});

describe('junit', () => {
  it('is well-formed, with a case for each finding and each file without one', () => {
    const { root } = parseXml(formatJunit(FILES));
    expect([root.name, root.attribute('tests'), root.attribute('failures')]).toEqual(['testsuites', '4', '2']);
    const [first, second] = root.elements;
    expect(first?.elements.map((each) => each.elements[0]?.name)).toEqual(['failure', 'failure', 'system-out']);
    expect(second?.elements.map((each) => each.elements.length)).toEqual([0]);
  });

  it('holds hostile names as text', () => {
    const { root } = parseXml(formatJunit(HOSTILE_FILES));
    expect(root.elements[0]?.attribute('name')).toContain(`a"b'c<d>&%`);
  });
});

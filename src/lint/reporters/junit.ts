import { oneLine } from '../../domain/one-line.js';
import { escapeAttribute, escapeText } from '../../xml/escape.js';
import type { Finding } from '../finding.js';
import type { FileFindings } from '../report.js';

/**
 * Write what was found as a JUnit report: a suite for each file, a failed case for each finding, and a passed one for a
 * file without any. Findings of severity info are passed cases with their text as output.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export function formatJunit(files: readonly FileFindings[]): string {
  const suites = files.map(({ path, findings }) => {
    const cases =
      findings.length === 0 ? [testCase(path, 'lint', '')] : findings.map((each) => findingCase(path, each));
    return `${element('testsuite', { name: path, tests: cases.length, failures: countFailures(findings) }, cases)}\n`;
  });
  const tests = files.reduce((sum, { findings }) => sum + Math.max(1, findings.length), 0);
  const failures = files.reduce((sum, { findings }) => sum + countFailures(findings), 0);
  const root = `<testsuites${attributes({ name: 'ptx lint', tests, failures })}>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n${suites.join('')}</testsuites>\n`;
}

function findingCase(path: string, finding: Finding): string {
  const { ruleId, message, cure, severity, line, column } = finding;
  const name = `${ruleId} ${line}:${column}`;
  const text = escapeText(oneLine(`${path}:${line}:${column}: ${severity}: ${message}. ${cure}`));
  if (severity === 'info') return testCase(path, name, `<system-out>${text}</system-out>`);
  return testCase(path, name, `<failure${attributes({ message, type: severity })}>${text}</failure>`);
}

function testCase(path: string, name: string, content: string): string {
  return `<testcase${attributes({ classname: path, name })}>${content}</testcase>`;
}

function element(name: string, values: Readonly<Record<string, string | number>>, children: readonly string[]): string {
  return `<${name}${attributes(values)}>\n${children.map((child) => `  ${child}\n`).join('')}</${name}>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeAttribute(oneLine(String(value)), '"')}"`)
    .join('');
}

function countFailures(findings: readonly Finding[]): number {
  return findings.filter(({ severity }) => severity !== 'info').length;
}

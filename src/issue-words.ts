import type { core } from 'zod/mini';

/** What zod expects, in words that need no knowledge of programs. */
const EXPECTED: Readonly<Record<string, string>> = {
  object: 'Expected named options',
  record: 'Expected names and values',
  array: 'Expected a list',
  int: 'Expected a whole number',
  boolean: 'Expected true or false',
};

/** @internal Say what is expected: zod's own words are for programmers. */
export function describeIssue(issue: core.$ZodIssue | core.$ZodRawIssue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'Required';
  if (issue.code === 'invalid_type' && issue.expected === 'string' && typeof issue.input === 'number') {
    return `Expected text, found the number ${issue.input}: put it in quotes`;
  }
  if (issue.code === 'invalid_type') return EXPECTED[issue.expected] ?? `Expected a ${issue.expected}`;
  if (issue.code === 'invalid_value') return `Expected ${issue.values.map(quote).join(' or ')}`;
  if (issue.code === 'too_small') return `Expected at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `Expected at most ${issue.maximum}`;
  return issue.message ?? 'Expected something else';
}

function quote(value: unknown): string {
  return typeof value === 'number' ? String(value) : `"${String(value)}"`;
}

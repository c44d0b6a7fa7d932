import { createTwoFilesPatch } from 'diff';
import { expect } from 'vitest';

/** Fail with a unified diff that shows CR, tab and BOM. */
export function expectSameText(actual: string, expected: string, label = 'output'): void {
  if (actual === expected) return;
  const patch = createTwoFilesPatch('expected', 'actual', visible(expected), visible(actual), '', '', { context: 2 });
  expect.fail(`${label} differs\n${patch}`);
}

function visible(text: string): string {
  return text.replaceAll('\r', '␍').replaceAll('\t', '␉').replaceAll('\uFEFF', '[BOM]');
}

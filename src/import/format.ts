import { isSeq, type Node } from 'yaml';
import { stepsDocument, writeStep } from '../transforms/format-steps.js';
import { STEPS_SCHEMA_URL } from '../transforms/steps-schema.js';
import type { Imported, ImportRemark } from './imported.js';

/**
 * Write what was imported as a steps file. In YAML, comments tell where each step came from, what could not be mapped
 * and what needs no step; JSON holds the steps alone.
 */
export function formatImported(imported: Imported, format: 'yaml' | 'json' = 'yaml'): string {
  const steps = imported.steps.map(({ transform, options }) => writeStep(transform, options));
  if (format === 'json') return `${JSON.stringify({ $schema: STEPS_SCHEMA_URL, steps }, null, 2)}\n`;
  const document = stepsDocument({ steps });
  const list = document.get('steps');
  for (const [index, item] of (isSeq(list) ? list.items : []).entries()) {
    const from = imported.steps[index]?.from ?? [];
    const comment = from.map(({ line, text }) => ` line ${line}: ${oneLine(text)}`).join('\n');
    (item as Node).commentBefore = comment;
  }
  const remarks = [
    ...listRemarks('Not mapped, see to it by hand', imported.unmapped),
    ...listRemarks('Needs no step, or is to be known', imported.notes),
  ];
  const text = document.toString({ lineWidth: 0 });
  return remarks.length === 0 ? text : `${text}\n${remarks.join('\n')}\n`;
}

function listRemarks(title: string, remarks: readonly ImportRemark[]): string[] {
  if (remarks.length === 0) return [];
  return [`# ${title}:`, ...remarks.map((remark) => `#   ${formatRemark(remark)}`)];
}

/** `line 4: -cpu EPYC: why`, on one line. */
export function formatRemark({ line, text, reason }: ImportRemark): string {
  return [`line ${line}`, ...(text === '' ? [] : [oneLine(text)]), reason].join(': ');
}

const LONGEST = 200;

/** Fold white space, escape what could steer a terminal or end a comment, and cut what is too long to be read. */
function oneLine(text: string): string {
  const folded = text
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return folded.length > LONGEST ? `${folded.slice(0, LONGEST)}…` : folded;
}

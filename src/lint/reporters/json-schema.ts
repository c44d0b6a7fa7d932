import { z } from 'zod';
import type { Finding } from '../finding.js';
import type { FileFindings, LintSummary } from '../report.js';

/** What `ptx lint --format json` prints. */
export interface LintReport {
  readonly files: readonly FileFindings[];
  readonly summary: LintSummary;
}

const position = z.int().min(1);
const count = z.int().min(0);

const findingSchema: z.ZodType<Finding> = z.object({
  ruleId: z.string().describe('Name of the rule: kvm-single'),
  messageId: z.string().describe("Which of the rule's messages it is"),
  message: z.string().describe('What is wrong and what comes of it'),
  cure: z.string().describe('What to do about it'),
  severity: z.enum(['error', 'warning', 'info']).describe('How much it weighs'),
  line: position.describe('Line, from 1'),
  column: position.describe('Column, from 1, in UTF-16 code units'),
  endLine: position.describe('Line of the end'),
  endColumn: position.describe('Column behind the end'),
  path: z.string().describe('XPath of the element or attribute at fault'),
  url: z.string().describe('The page of the rule'),
  fixable: z.boolean().describe('True where --fix mends it'),
});

/** The one declaration of the report; fields may be added, none is taken away. */
const reportSchema: z.ZodType<LintReport> = z.object({
  files: z
    .array(
      z.object({
        path: z.string().describe('As it was named, or found; <stdin> for standard input'),
        findings: z.array(findingSchema).describe('By their place'),
      }),
    )
    .describe('Every file that was looked at, with findings or without'),
  summary: z.object({
    files: count.describe('How many files were looked at'),
    errors: count,
    warnings: count,
    infos: count,
  }),
});

/** JSON Schema of what `ptx lint --format json` prints. */
export function findingsJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(reportSchema, { io: 'input', target: 'draft-2020-12' });
  return {
    $schema,
    $id: 'https://unpkg.com/libvirt-ptx/schema/findings.json',
    title: 'Findings of ptx',
    description: 'What "ptx lint --format json" prints',
    ...schema,
  };
}

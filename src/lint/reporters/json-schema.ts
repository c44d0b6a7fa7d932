import { z } from 'zod/mini';
import type { Finding } from '../finding.js';
import { type FileFindings, type LintSummary, SEVERITIES } from '../report.js';

/** What `ptx lint --format json` prints. */
export interface LintReport {
  readonly files: readonly FileFindings[];
  readonly summary: LintSummary;
}

const position = z.int().check(z.minimum(1));
const count = z.int().check(z.minimum(0));

const findingSchema: z.ZodMiniType<Finding> = z.object({
  ruleId: z.string().check(z.describe('Name of the rule: kvm-single')),
  messageId: z.string().check(z.describe("Which of the rule's messages it is")),
  message: z.string().check(z.describe('What is wrong and what comes of it')),
  cure: z.string().check(z.describe('What to do about it')),
  severity: z.enum(SEVERITIES).check(z.describe('How much it weighs')),
  line: position.check(z.describe('Line, from 1')),
  column: position.check(z.describe('Column, from 1, in UTF-16 code units')),
  endLine: position.check(z.describe('Line of the end')),
  endColumn: position.check(z.describe('Column behind the end')),
  path: z.string().check(z.describe('XPath of the element or attribute at fault')),
  url: z.string().check(z.describe('The page of the rule')),
  fixable: z.boolean().check(z.describe('True where --fix mends it')),
});

/** The one declaration of the report; fields may be added, none is taken away. */
const reportSchema: z.ZodMiniType<LintReport> = z.object({
  files: z
    .array(
      z.object({
        path: z.string().check(z.describe('As it was named, or found; <stdin> for standard input')),
        findings: z.array(findingSchema).check(z.describe('By their place')),
      }),
    )
    .check(z.describe('Every file that was looked at, with findings or without')),
  summary: z.object({
    files: count.check(z.describe('How many files were looked at')),
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

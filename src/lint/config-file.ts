import { z } from 'zod';
import { readCheckedFile } from '../checked-file.js';
import { isAtLeast, OLDEST_TARGET, type Target } from '../domain/target.js';
import type { LintConfig } from './config.js';
import { isExpandable, isMatchable, MATCHABLE } from './patterns.js';
import { rules } from './registry.js';
import type { Rule } from './rule.js';
import { unknownRule } from './settings.js';

const severity = z.enum(['error', 'warning', 'info']);
const weight = z.enum(['off', 'error', 'warning', 'info']);
const version = z
  .string('Expected text such as "10.10": without quotes it is a number, and loses its zero')
  .regex(/^[0-9]+(\.[0-9]+){0,2}$/, 'Expected a version such as "9.0"');

function versionOf(program: keyof Target) {
  const oldest = OLDEST_TARGET[program];
  const message = `The oldest ${program} that ptx supports is ${oldest}`;
  return version.refine((text) => isAtLeast(text, oldest), message).optional();
}

const settings = {
  rules: z
    .strictObject(Object.fromEntries(rules.map((rule) => [rule.name, settingOf(rule)])))
    .optional()
    .describe('What each rule weighs, and its options'),
  target: z
    .strictObject({ libvirt: versionOf('libvirt'), qemu: versionOf('qemu') })
    .optional()
    .describe(`Versions that domains have to work with; default: ${OLDEST_TARGET.libvirt} and ${OLDEST_TARGET.qemu}`),
  vendors: z
    .strictObject({ cpu: z.enum(['intel', 'amd']).optional(), gpu: z.enum(['nvidia', 'amd', 'intel']).optional() })
    .optional()
    .describe('Who made CPU and GPU, where no host snapshot tells'),
};

const pattern = z
  .string()
  .refine((text) => !/^!?(\.\/)*\.\.(\/|$)/.test(text), 'Expected a pattern that stays below the folder of this file')
  .refine(isMatchable, { error: `Expected ${MATCHABLE}`, abort: true })
  .refine(isExpandable, 'Expected a pattern that stands for fewer patterns');
const patterns = z.array(pattern);

const configSchema = z.strictObject({
  $schema: z.string().optional().describe('Where this schema is, for editors'),
  ...settings,
  failOn: severity.optional().describe('The severity from which on a run fails; default: error'),
  maxWarnings: z.int().min(0).optional().describe('More warnings than this fail a run as well'),
  baseline: z.string().optional().describe('The file that holds known findings, relative to this one'),
  ignore: patterns.optional().describe('Files of folders that are left out, as .gitignore writes them'),
  overrides: z
    .array(z.strictObject({ files: patterns.min(1).describe('As .gitignore writes them'), ...settings }))
    .optional()
    .describe('What holds for some files only; of several that fit, the last says what counts'),
});

function settingOf(rule: Rule): z.ZodType {
  const described = rule.options instanceof z.ZodObject ? rule.options.shape : {};
  return z
    .union([weight, z.strictObject({ severity: weight.optional(), ...described })])
    .optional()
    .describe(rule.summary);
}

/** JSON Schema of `ptx.config.yaml`, by which editors complete and check it. */
export function configJsonSchema(): object {
  return {
    $id: 'https://unpkg.com/libvirt-ptx/schema/config.json',
    title: 'Configuration of ptx',
    ...z.toJSONSchema(configSchema, { io: 'input', target: 'draft-2020-12' }),
  };
}

/**
 * Read a configuration, YAML or JSON.
 *
 * @throws PtxError FILE_MALFORMED for what is neither, OPTION_INVALID for what does not fit, both with line and column
 */
export function parseLintConfig(text: string): LintConfig {
  const config = readCheckedFile<unknown>(text, {
    schema: configSchema.nullish(),
    syntax: 'yaml',
    code: 'OPTION_INVALID',
    refuseKey: (path) => (path.at(-2) === 'rules' ? unknownRule(String(path.at(-1))) : undefined),
  });
  return (config ?? {}) as LintConfig;
}

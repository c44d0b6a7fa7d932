import { z } from 'zod/mini';
import { readCheckedFile } from '../checked-file.js';
import { isAtLeast, OLDEST_TARGET, type Target } from '../domain/target.js';
import type { LintConfig } from './config.js';
import { isExpandable, isReadable, READABLE } from './patterns.js';
import { rules } from './registry.js';
import { SEVERITIES } from './report.js';
import type { Rule } from './rule.js';
import { unknownRule, vendorsSchema, weightSchema } from './settings.js';

const version = z
  .string('Expected text such as "10.10": without quotes it is a number, and loses its zero')
  .check(z.regex(/^[0-9]+(\.[0-9]+){0,2}$/, 'Expected a version such as "9.0"'));

function versionOf(program: keyof Target) {
  const oldest = OLDEST_TARGET[program];
  const message = `The oldest ${program} that ptx supports is ${oldest}`;
  return z.optional(version.check(z.refine((text) => isAtLeast(text, oldest), message)));
}

const settings = {
  rules: z
    .optional(z.strictObject(Object.fromEntries(rules.map((rule) => [rule.name, settingOf(rule)]))))
    .check(z.describe('What each rule weighs, and its options')),
  target: z
    .optional(z.strictObject({ libvirt: versionOf('libvirt'), qemu: versionOf('qemu') }))
    .check(
      z.describe(
        `Versions that domains have to work with; default: ${OLDEST_TARGET.libvirt} and ${OLDEST_TARGET.qemu}`,
      ),
    ),
  vendors: z.optional(vendorsSchema).check(z.describe('Who made CPU and GPU, where no host snapshot tells')),
};

const pattern = z.string().check(
  z.refine((text) => !/^!?(\.\/)*\.\.(\/|$)/.test(text), 'Expected a pattern that stays below the folder of this file'),
  z.refine(isReadable, { error: `Expected ${READABLE}`, abort: true }),
  z.refine(isExpandable, 'Expected a pattern that stands for fewer patterns'),
);
const patterns = z.array(pattern);

const configSchema = z.strictObject({
  $schema: z.optional(z.string()).check(z.describe('Where this schema is, for editors')),
  ...settings,
  failOn: z.optional(z.enum(SEVERITIES)).check(z.describe('The severity from which on a run fails; default: error')),
  maxWarnings: z.optional(z.int().check(z.minimum(0))).check(z.describe('More warnings than this fail a run as well')),
  baseline: z.optional(z.string()).check(z.describe('The file that holds known findings, relative to this one')),
  ignore: z.optional(patterns).check(z.describe('Files of folders that are left out, as .gitignore writes them')),
  overrides: z
    .optional(
      z.array(
        z.strictObject({ files: patterns.check(z.minLength(1), z.describe('As .gitignore writes them')), ...settings }),
      ),
    )
    .check(z.describe('What holds for some files only; of several that fit, the last says what counts')),
});

function settingOf(rule: Rule): z.ZodMiniType {
  const described = rule.options instanceof z.ZodMiniObject ? rule.options.shape : {};
  return z
    .optional(z.union([weightSchema, z.strictObject({ severity: z.optional(weightSchema), ...described })]))
    .check(z.describe(rule.summary));
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
    schema: z.nullish(configSchema),
    syntax: 'yaml',
    code: 'OPTION_INVALID',
    refuseKey: (path) => (path.at(-2) === 'rules' ? unknownRule(String(path.at(-1))) : undefined),
  });
  return (config ?? {}) as LintConfig;
}

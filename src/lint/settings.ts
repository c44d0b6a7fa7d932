import { z } from 'zod/mini';
import type { HostFacts } from '../domain/host-facts.js';
import { nearest } from '../domain/nearest.js';
import { requireTarget, type Target } from '../domain/target.js';
import { PtxError } from '../errors.js';
import { checkOption, checkValue, type Fault } from '../fault.js';
import { hostFactsSchema } from '../host-facts-schema.js';
import type { LintSurroundings, RomFileFacts, Vendors } from './context.js';
import type { Severity } from './finding.js';
import { rules } from './registry.js';
import { SEVERITIES } from './report.js';
import { NO_OPTIONS, type Rule } from './rule.js';

/** What is wanted of one rule: how much it weighs, or not to hear of it; and its options, if it has any. */
export type RuleSetting = Severity | 'off' | { readonly severity?: Severity; readonly [option: string]: unknown };

/** By the name of a rule, what is wanted of it. Rules that are not named keep their default. */
export type RuleConfig = Readonly<Record<string, RuleSetting>>;

/** What `lintDomain` may be told. */
export interface LintOptions {
  readonly rules?: RuleConfig | undefined;
  /** The versions that the domain has to work with. Default: the oldest supported ones. */
  readonly target?: Partial<Target> | undefined;
  /** What is known of the host. */
  readonly host?: HostFacts | undefined;
  /** Who made CPU and GPU, where no host snapshot tells. */
  readonly vendors?: Vendors | undefined;
  /** By path: what the ROM files hold that the domain names, as far as they could be read. */
  readonly roms?: Readonly<Record<string, RomFileFacts>> | undefined;
}

/** A rule that runs, and how. */
export interface ActiveRule {
  readonly rule: Rule;
  /** Undefined where nobody chose: then a message may have a severity of its own. */
  readonly severity: Severity | undefined;
  readonly options: unknown;
}

/** What a run of rules is made of. */
export interface LintPlan {
  readonly active: readonly ActiveRule[];
  readonly surroundings: LintSurroundings;
}

/**
 * Check options and choose the rules.
 *
 * @throws PtxError OPTION_INVALID for a rule that is not there, a severity that is none, or options that do not fit
 */
export function planLint({ rules: config = {}, target, host, vendors = {}, roms = {} }: LintOptions): LintPlan {
  const unknown = Object.keys(config).find((name) => rules.every((rule) => rule.name !== name));
  if (unknown !== undefined) throw unknownRule(unknown);
  return {
    active: rules.flatMap((rule) => activate(rule, config[rule.name])),
    surroundings: {
      target: requireTarget(target),
      host: host === undefined ? undefined : checkOption('host', hostFactsSchema(), host),
      vendors: checkOption('vendors', vendorsSchema, vendors),
      roms: new Map(Object.entries(checkOption('roms', romsSchema, roms))),
    },
  };
}

/** A refusal that names the nearest rule. */
export function unknownRule(name: string): PtxError {
  const suggestion = nearestRule(name);
  const hint = suggestion === undefined ? 'See "ptx list rules"' : `Did you mean "${suggestion}"?`;
  return new PtxError('OPTION_INVALID', `Unknown rule "${name}"`, { option: 'rules', hint });
}

/** The rule whose name is most like a word. */
export function nearestRule(word: string): string | undefined {
  return nearest(
    word,
    rules.map(({ name }) => name),
  );
}

/** @internal What a rule may weigh. */
export const weightSchema = z.enum(['off', ...SEVERITIES]);

function activate(rule: Rule, setting: RuleSetting | undefined): ActiveRule[] {
  if (setting === 'off' || (setting === undefined && !rule.isOnByDefault)) return [];
  if (setting === undefined && rule.options === NO_OPTIONS) return [{ rule, severity: undefined, options: {} }];
  const { severity: weight, ...options } = typeof setting === 'object' ? setting : { severity: setting };
  const chosen = checkValue(weight, z.optional(weightSchema));
  if (chosen.fault !== undefined) throw settingError(rule, chosen.fault);
  if (chosen.data === 'off') return [];
  const parsed = checkValue(options, rule.options);
  if (parsed.fault !== undefined) throw settingError(rule, parsed.fault);
  return [{ rule, severity: chosen.data, options: parsed.data }];
}

function settingError({ name }: Rule, { path, message, hint }: Fault): PtxError {
  return new PtxError('OPTION_INVALID', `Rule "${name}": ${[...path, message].join(': ')}`, {
    option: `rules.${name}`,
    hint,
  });
}

/** @internal Who made CPU and GPU. */
export const vendorsSchema: z.ZodMiniType<Vendors> = z.strictObject({
  cpu: z.optional(z.enum(['intel', 'amd'])),
  gpu: z.optional(z.enum(['nvidia', 'amd', 'intel'])),
});

const romsSchema: z.ZodMiniType<Readonly<Record<string, RomFileFacts>>> = z.record(
  z.string(),
  z.strictObject({ ids: z.array(z.string()), uefiCapable: z.boolean(), fault: z.optional(z.string()) }),
);

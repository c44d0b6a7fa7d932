import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Baseline } from '../lint/baseline.js';
import { type LintConfig, settingsFor } from '../lint/config.js';
import type { Severity } from '../lint/finding.js';
import type { FleetHost } from '../lint/placement.js';
import { SEVERITIES } from '../lint/report.js';
import { type LintOptions, type LintPlan, planLint, type RuleConfig } from '../lint/settings.js';
import { type Flag, flagArgument, hasFlag, type ParsedFlags, usageError } from './flags.js';
import { readHosts } from './host-facts.js';
import { nameInput } from './input.js';
import type { Io } from './io.js';
import { namingConfiguration, namingFile } from './report.js';
import { readTarget } from './surroundings.js';
import { readText } from './text-file.js';

/** The configuration that is found by itself, in the folder of the run or above. */
const CONFIG_FILE = 'ptx.config.yaml';

/** Flags that say what is looked for and what weighs how much. */
export const LINT_FLAGS: readonly Flag[] = [
  {
    name: 'fail-on',
    argument: 'SEVERITY',
    choices: SEVERITIES,
    summary: 'Exit 1 where something weighs as much as error (the default), warning or info',
  },
  { name: 'max-warnings', argument: 'N', summary: 'Exit 1 where there are more warnings than N as well' },
  { name: 'rule', argument: 'NAME=SEVERITY', summary: 'What a rule weighs: error, warning, info or off' },
  { name: 'config', argument: 'FILE', summary: `The configuration; default: ${CONFIG_FILE} here or in a folder above` },
  { name: 'no-config', summary: 'Read no configuration' },
  { name: 'baseline', argument: 'FILE', summary: 'Leave out the findings that FILE names' },
  { name: 'write-baseline', argument: 'FILE', summary: 'Write what is found to FILE, for --baseline' },
];

/** How a run of `ptx lint` looks at files. */
export interface LintSettings {
  readonly failOn: Severity;
  readonly maxWarnings: number | undefined;
  /** What is known, and how it calls a file. */
  readonly baseline: { readonly content: Baseline; nameOf(path: string): string } | undefined;
  /** Patterns of files that are left out. */
  readonly ignore: readonly string[];
  /** The hosts among which each domain is placed, where there are several. */
  readonly hosts: readonly FleetHost[];
  /** The path of a file as the configuration names it. */
  nameInConfig(path: string): string;
  /** What is looked for in a file. */
  planFor(path: string): LintPlan;
}

/**
 * Read what the flags and the configuration say.
 *
 * @throws PtxError USAGE, FILE_UNREADABLE, FILE_MALFORMED, OPTION_INVALID
 */
export async function readLintSettings(parsed: ParsedFlags, io: Io): Promise<LintSettings> {
  const { config, folder } = await readConfig(parsed, io);
  const baselineFile = flagArgument(parsed, 'baseline') ?? (config.baseline && join(folder, config.baseline));
  const hosts = await readHosts(
    parsed.given.flatMap(({ name, argument = '' }) => (name === 'host' ? [argument] : [])),
    io,
  );
  // Of several hosts none is the one that a domain is for.
  const host = hosts.length === 1 ? hosts[0]?.facts : undefined;
  const given: LintOptions = { rules: readRuleFlags(parsed), target: readTarget(parsed), host };
  const plans = new Map<string, LintPlan>();
  const isOneForAll = config.overrides === undefined;
  const nameInConfig = namesFrom(folder, io);
  return {
    failOn: (flagArgument(parsed, 'fail-on') as Severity | undefined) ?? config.failOn ?? 'error',
    maxWarnings: readMaxWarnings(parsed) ?? config.maxWarnings,
    baseline:
      baselineFile === undefined
        ? undefined
        : { content: await readBaseline(baselineFile, io), nameOf: namesFrom(dirname(baselineFile), io) },
    ignore: config.ignore ?? [],
    hosts: hosts.length > 1 ? hosts : [],
    nameInConfig,
    planFor(path) {
      const { rules, target: wanted, vendors } = isOneForAll ? config : settingsFor(config, nameInConfig(path));
      const key = isOneForAll ? '' : JSON.stringify([rules, wanted, vendors]);
      const plan =
        plans.get(key) ??
        planLint({
          rules: { ...rules, ...given.rules },
          target: { ...wanted, ...given.target },
          host: given.host,
          vendors,
        });
      plans.set(key, plan);
      return plan;
    },
  };
}

/** What files are called from a folder, wherever ptx was started; standard input has no place. */
export function namesFrom(folder: string, io: Io): (path: string) => string {
  const from = resolve(io.cwd, folder);
  return (path) => (path === nameInput('-') ? path : relative(from, resolve(io.cwd, path)).replaceAll(sep, '/'));
}

async function readConfig(parsed: ParsedFlags, io: Io): Promise<{ config: LintConfig; folder: string }> {
  const named = flagArgument(parsed, 'config');
  if (hasFlag(parsed, 'no-config')) {
    if (named !== undefined) throw usageError('--config and --no-config exclude each other');
    return { config: {}, folder: '.' };
  }
  const file = named ?? (await findConfig(io));
  if (file === undefined) return { config: {}, folder: '.' };
  // What checks it costs start-up time.
  const { parseLintConfig } = await import('../lint/config-file.js');
  const config = await namingConfiguration(file, async () => parseLintConfig(await readText(file, io)));
  return { config, folder: dirname(file) };
}

/** Look in the folder of the run and in those above it. */
async function findConfig(io: Io): Promise<string | undefined> {
  for (let folder = io.cwd, last = ''; folder !== last; last = folder, folder = dirname(folder)) {
    const entries = await io.readFolder(relative(io.cwd, folder) || '.').catch(() => undefined);
    const isThere = entries?.some(({ name, kind }) => name === CONFIG_FILE && kind !== 'folder');
    if (isThere) return join(relative(io.cwd, folder), CONFIG_FILE);
  }
  return undefined;
}

async function readBaseline(file: string, io: Io): Promise<Baseline> {
  const { parseBaseline } = await import('../lint/baseline-file.js');
  return namingFile(file, async () => parseBaseline(await readText(file, io)));
}

function readRuleFlags({ given }: ParsedFlags): RuleConfig {
  const pairs = given.flatMap(({ name, argument = '' }) => (name === 'rule' ? [argument] : []));
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', severity] = pair.split('=', 2);
      if (severity === undefined) throw usageError(`Expected --rule to be like kvm-single=off, found "${pair}"`);
      return [name, severity as Severity];
    }),
  );
}

function readMaxWarnings(parsed: ParsedFlags): number | undefined {
  const text = flagArgument(parsed, 'max-warnings');
  if (text === undefined) return undefined;
  if (!/^[0-9]{1,9}$/.test(text)) throw usageError(`Expected --max-warnings to be a number, found "${text}"`);
  return Number(text);
}

import type { Target } from '../domain/target.js';
import type { Vendors } from './context.js';
import type { Severity } from './finding.js';
import { matchesPattern } from './patterns.js';
import type { LintOptions, RuleConfig } from './settings.js';

/** What holds for some files. */
interface Settings {
  readonly rules?: RuleConfig | undefined;
  readonly target?: Partial<Target> | undefined;
  readonly vendors?: Vendors | undefined;
}

/** What `ptx.config.yaml` says. */
export interface LintConfig extends Settings {
  /** The severity from which on a run fails. */
  readonly failOn?: Severity | undefined;
  /** More warnings than this fail a run as well. */
  readonly maxWarnings?: number | undefined;
  /** The file that holds known findings, relative to the configuration. */
  readonly baseline?: string | undefined;
  /** Files of folders that are left out, as `.gitignore` writes them. */
  readonly ignore?: readonly string[] | undefined;
  /** What holds for some files only; of several that fit, the last says what counts. */
  readonly overrides?: readonly (Settings & { readonly files: readonly string[] })[] | undefined;
}

/** What a configuration says of one file, by its path relative to the configuration, with slashes. */
export function settingsFor({ rules: config, target, vendors, overrides = [] }: LintConfig, path: string): LintOptions {
  const fitting = overrides.filter(({ files }) => matchesPattern(files, path));
  return {
    rules: Object.assign({}, config, ...fitting.map((override) => override.rules)),
    target: Object.assign({}, target, ...fitting.map((override) => override.target)),
    vendors: Object.assign({}, vendors, ...fitting.map((override) => override.vendors)),
  };
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  type Finding,
  fixDomain,
  type LintOptions,
  lintDomain,
  lintFleet,
  parseDomain,
  rules,
} from '../../src/index.js';
import { GOLDEN_ROOT } from './golden.js';

/** What a real libvirt does with a domain, as `proof.json` claims it. */
export interface Proof {
  /** `virsh define` fails, with these words. */
  readonly refused?: string;
  /** Pieces of the text that are in the domain and not in what libvirt prints of it. */
  readonly dropped?: readonly string[];
  /** libvirt cannot make QEMU's arguments of it, and says these words. */
  readonly notStarted?: string;
  /** The file of the case that is defined before. */
  readonly beside?: string;
  /** Version of the only libvirt that does so; default: all that are there. */
  readonly libvirt?: string;
}

/** A folder `golden/lint/RULE/NAME`; the name begins with "accept" or "reject". */
export interface LintCase {
  readonly folder: string;
  /** `lint/RULE/NAME` */
  readonly id: string;
  readonly rule: string;
  readonly name: string;
  readonly files: readonly string[];
  readonly input: string;
  /** Further domains of the run, by the name of their file. */
  readonly others: ReadonlyMap<string, string>;
  /** What `lint.json` holds: the options of the run. */
  readonly options: LintOptions;
  /** What `findings.json` holds. */
  readonly findings: readonly GoldenFinding[] | undefined;
  /** What `fixed.xml` holds. */
  readonly fixed: string | undefined;
  readonly proofs: readonly Proof[];
}

/** A finding as `findings.json` writes it: what follows from the rule is left out. */
export type GoldenFinding = Omit<Finding, 'ruleId' | 'url'>;

/** Domains that lie beside the input. */
export const OTHER = /^other(-[a-z0-9]+)*\.xml$/;

export const LINT_ROOT = join(GOLDEN_ROOT, 'lint');

/** Beside the cases of a rule: documents of libvirt in which it finds something although libvirt defines them, and why. */
const EXCEPTIONS = 'exceptions.json';

/** By the path of a document in libvirt's source, why a rule may find something in it. */
export function readLintExceptions(rule: string): Readonly<Record<string, string>> {
  const path = join(LINT_ROOT, rule, EXCEPTIONS);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

/** Every case of a rule below a folder of the golden tree. */
export function listLintCases(below = LINT_ROOT): LintCase[] {
  if (!existsSync(below) || !`${below}/`.startsWith(`${LINT_ROOT}/`)) return [];
  const entries = readdirSync(below, { withFileTypes: true }).filter(({ name }) => name !== EXCEPTIONS);
  if (entries.every((entry) => entry.isDirectory())) {
    return entries.flatMap((entry) => listLintCases(join(below, entry.name)));
  }
  const read = (file: string) => {
    const path = join(below, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  };
  const id = relative(GOLDEN_ROOT, below);
  const [, rule = '', name = ''] = id.split('/');
  const input = read('input.xml');
  if (input === undefined) throw new Error(`${below} has no input.xml`);
  const findings = read('findings.json');
  return [
    {
      folder: below,
      id,
      rule,
      name,
      files: entries.map((entry) => entry.name).sort(),
      input,
      others: new Map(
        entries.filter((entry) => OTHER.test(entry.name)).map((entry) => [entry.name, read(entry.name) ?? ''] as const),
      ),
      options: JSON.parse(read('lint.json') ?? '{}'),
      findings: findings === undefined ? undefined : JSON.parse(findings),
      fixed: read('fixed.xml'),
      proofs: JSON.parse(read('proof.json') ?? '[]'),
    },
  ];
}

/** The options of a case, with every other rule off. */
export function optionsOf({ rule, options }: LintCase): LintOptions {
  const others = rules.filter(({ name }) => name !== rule).map(({ name }) => [name, 'off'] as const);
  const own = rules.find(({ name }) => name === rule);
  const opinion = own?.isOnByDefault === false ? { [rule]: own.severity } : {};
  return { ...options, rules: { ...Object.fromEntries(others), ...opinion, ...options.rules } };
}

/** What the rule of a case finds in a text. */
export function findIn(golden: LintCase, xml: string): GoldenFinding[] {
  return lint(golden, xml).map(({ ruleId, url, ...finding }) => finding);
}

function lint(golden: LintCase, xml: string): readonly Finding[] {
  if (golden.others.size === 0) return lintDomain(parseDomain(xml), optionsOf(golden));
  const files = [['input.xml', xml] as const, ...golden.others];
  const found = lintFleet(
    files.map(([path, text]) => ({ path, domain: parseDomain(text) })),
    optionsOf(golden),
  );
  return found[0]?.findings ?? [];
}

/** A text with what the rule of a case mends. */
export function fixIn(golden: LintCase, xml: string): ReturnType<typeof fixDomain> {
  return fixDomain(parseDomain(xml), optionsOf(golden));
}

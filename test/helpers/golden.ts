import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recipe, type Step, type Target, type TransformOptions } from '../../src/index.js';
import { requireTransform } from './registry.js';

export const GOLDEN_ROOT = fileURLToPath(new URL('../../golden', import.meta.url));
/** The registries whose entries have cases. */
const KINDS = ['transforms', 'recipes'];

/** What `refusal.json` holds: every field that is there must fit. */
export interface Refusal {
  readonly code: string;
  readonly messageIncludes?: string;
  readonly line?: number;
  readonly column?: number;
  readonly path?: string;
}

/** What is asked of one transform. */
export interface Request {
  readonly transform: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A folder `golden/transforms/<transform>/<name>` or `golden/recipes/<recipe>/<name>`. */
export interface GoldenCase {
  readonly folder: string;
  /** `transforms/<transform>/<name>` */
  readonly id: string;
  /** The transform, undefined for a case of a recipe. */
  readonly transform: string | undefined;
  /** The recipe, undefined for a case of a transform. */
  readonly recipe: string | undefined;
  readonly name: string;
  readonly files: readonly string[];
  readonly input: string;
  /** What `options.json` holds. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What is asked of transforms. */
  readonly requests: readonly Request[];
  /** What `target.json` holds: versions other than the oldest. */
  readonly target: Partial<Target> | undefined;
  /** What `surroundings.json` holds, and the target: what a run knows besides the domain. */
  readonly surroundings: TransformOptions;
  readonly expected: string | undefined;
  readonly refusal: Refusal | undefined;
}

/** Every case below a folder of the golden tree; a folder that holds files is a case. */
export function listGoldenCases(below?: string): GoldenCase[] {
  if (below === undefined) return KINDS.flatMap((kind) => listGoldenCases(join(GOLDEN_ROOT, kind)));
  if (!existsSync(below)) return [];
  const entries = readdirSync(below, { withFileTypes: true });
  if (entries.some((entry) => entry.isFile())) return [readCase(below)];
  return entries.flatMap((entry) => listGoldenCases(join(below, entry.name)));
}

/** Bind the options of a case; a refusal of the options is thrown like any other. */
export function stepsOf(golden: GoldenCase): Step[] {
  const steps = golden.requests.map(({ transform, options }) => requireTransform(transform).step(options));
  return golden.recipe === undefined ? steps : recipe(golden.recipe, golden.options);
}

function readCase(folder: string): GoldenCase {
  const id = relative(GOLDEN_ROOT, folder);
  const [kind = '', entry = '', name = ''] = id.split('/');
  const read = (file: string) => {
    const path = join(folder, file);
    return existsSync(path) && statSync(path).isFile() ? readFileSync(path, 'utf8') : undefined;
  };
  const input = read('input.xml');
  if (input === undefined) throw new Error(`${folder} has no input.xml`);
  const steps = read('steps.json');
  const options = JSON.parse(read('options.json') ?? '{}');
  const refusal = read('refusal.json');
  const target = read('target.json');
  return {
    folder,
    id,
    transform: kind === 'transforms' ? entry : undefined,
    recipe: kind === 'recipes' ? entry : undefined,
    name,
    // What real libvirts make of a case is written where they are installed; the hypervisor suite compares it.
    files: readdirSync(folder)
      .filter((file) => !/^arguments(\.[0-9]+)?\.diff$/.test(file))
      .sort(),
    input,
    options,
    requests: kind === 'recipes' ? [] : steps === undefined ? [{ transform: entry, options }] : readSteps(steps),
    target: target === undefined ? undefined : JSON.parse(target),
    surroundings: {
      target: target === undefined ? undefined : JSON.parse(target),
      ...JSON.parse(read('surroundings.json') ?? '{}'),
    },
    expected: read('expected.xml'),
    refusal: refusal === undefined ? undefined : JSON.parse(refusal),
  };
}

function readSteps(text: string): Request[] {
  const steps: Record<string, Record<string, unknown>>[] = JSON.parse(text);
  return steps.flatMap((step) => Object.entries(step).map(([transform, options]) => ({ transform, options })));
}

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Step, Target } from '../../src/index.js';
import { requireTransform } from './registry.js';

export const GOLDEN_ROOT = fileURLToPath(new URL('../../golden', import.meta.url));
const TRANSFORMS = join(GOLDEN_ROOT, 'transforms');

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

/** A folder `golden/transforms/<transform>/<name>`. */
export interface GoldenCase {
  readonly folder: string;
  /** `<transform>/<name>` */
  readonly id: string;
  readonly transform: string;
  readonly name: string;
  readonly files: readonly string[];
  readonly input: string;
  readonly requests: readonly Request[];
  /** What `target.json` holds: versions other than the oldest. */
  readonly target: Partial<Target> | undefined;
  readonly expected: string | undefined;
  readonly refusal: Refusal | undefined;
}

/** Every case below a folder of the golden tree; a folder that holds files is a case. */
export function listGoldenCases(below: string = TRANSFORMS): GoldenCase[] {
  if (!existsSync(below)) return [];
  const entries = readdirSync(below, { withFileTypes: true });
  if (entries.some((entry) => entry.isFile())) return [readCase(below)];
  return entries.flatMap((entry) => listGoldenCases(join(below, entry.name)));
}

/** Bind the options of a case; a refusal of the options is thrown like any other. */
export function stepsOf(golden: GoldenCase): Step[] {
  return golden.requests.map(({ transform, options }) => requireTransform(transform).step(options));
}

function readCase(folder: string): GoldenCase {
  const id = relative(TRANSFORMS, folder);
  const [transform = '', name = ''] = id.split('/');
  const read = (file: string) => {
    const path = join(folder, file);
    return existsSync(path) && statSync(path).isFile() ? readFileSync(path, 'utf8') : undefined;
  };
  const input = read('input.xml');
  if (input === undefined) throw new Error(`${folder} has no input.xml`);
  const steps = read('steps.json');
  const refusal = read('refusal.json');
  const target = read('target.json');
  return {
    folder,
    id,
    transform,
    name,
    files: readdirSync(folder).sort(),
    input,
    requests:
      steps === undefined ? [{ transform, options: JSON.parse(read('options.json') ?? '{}') }] : readSteps(steps),
    target: target === undefined ? undefined : JSON.parse(target),
    expected: read('expected.xml'),
    refusal: refusal === undefined ? undefined : JSON.parse(refusal),
  };
}

function readSteps(text: string): Request[] {
  const steps: Record<string, Record<string, unknown>>[] = JSON.parse(text);
  return steps.flatMap((step) => Object.entries(step).map(([transform, options]) => ({ transform, options })));
}

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { formatImported, type Imported, importProxmox, importQemu, parseSteps } from '../../src/steps.js';
import { GOLDEN_ROOT, type Refusal } from './golden.js';
import { attempt } from './outcome.js';

const IMPORT_ROOT = join(GOLDEN_ROOT, 'import');
const INPUTS = ['input.conf', 'input.sh'];

/** The domain to which every imported steps file is applied. */
export const SAMPLE = readFileSync(join(GOLDEN_ROOT, 'recipes/linux-gpu/linux-q35/input.xml'), 'utf8');

/** A folder `golden/import/<proxmox|qemu>/<name>`. */
export interface ImportCase {
  readonly folder: string;
  readonly id: string;
  readonly from: string;
  readonly input: string;
  readonly expected: string | undefined;
  /** What the sample refuses of the steps. */
  readonly refusal: Refusal | undefined;
  import(): Imported;
}

/** Every case below a folder; one that holds an input is a case. */
export function listImportCases(below = IMPORT_ROOT): ImportCase[] {
  const file = INPUTS.find((name) => existsSync(join(below, name)));
  if (file !== undefined) return [readCase(below, file)];
  return readdirSync(below)
    .sort()
    .flatMap((name) => listImportCases(join(below, name)));
}

function readCase(folder: string, file: string): ImportCase {
  const read = (name: string) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined;
  const id = relative(GOLDEN_ROOT, folder);
  const from = id.split('/')[1] ?? '';
  const input = read(file) ?? '';
  const options = JSON.parse(read('options.json') ?? '{}');
  const refusal = read('refusal.json');
  return {
    folder,
    id,
    from,
    input,
    expected: read('expected.yaml'),
    refusal: refusal === undefined ? undefined : JSON.parse(refusal),
    import: () => (from === 'proxmox' ? importProxmox(input, options) : importQemu(input)),
  };
}

/** Write the steps files that the sources give today, and what the sample refuses of them. */
export function updateImportGoldens(paths: readonly string[]): void {
  for (const golden of paths.flatMap((path) => listImportCases(path))) {
    const text = formatImported(golden.import());
    write(golden, 'expected.yaml', text, golden.expected);
    const outcome = attempt(SAMPLE, () => parseSteps(text));
    if (outcome.kind === 'done') continue;
    const refusal = `${JSON.stringify({ code: outcome.code, messageIncludes: outcome.message }, null, 2)}\n`;
    write(golden, 'refusal.json', refusal, golden.refusal && `${JSON.stringify(golden.refusal, null, 2)}\n`);
  }
}

function write({ folder, id }: ImportCase, name: string, text: string, before: string | undefined): void {
  writeFileSync(join(folder, name), text);
  const path = `${id}/${name}`;
  console.log(before === text ? `${path}: same` : createTwoFilesPatch(path, path, before ?? '', text, 'before', 'now'));
}

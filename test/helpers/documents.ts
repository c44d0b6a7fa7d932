import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isAtLeast, type Target } from '../../src/domain/target.js';
import type { Hypervisor } from './hypervisor.js';

/** A document that ptx wrote, and what it made it of. */
export interface Result {
  /** Path of the document. */
  readonly expected: string;
  /** Path of what it was made of. */
  readonly input: string;
  /** The folder of the transform or recipe that it shows, or of the examples. */
  readonly group: string;
  /** The case of the group. */
  readonly name: string;
  /** Path, without the extension, of what the two differ in for QEMU. */
  readonly argumentsFile: string;
  /** What it was written for. */
  readonly target: Partial<Target>;
}

/** Every golden and every example, with paths as seen from the root of the repository. */
export function listResults(): Result[] {
  const examples = listFiles('examples', /\.xml$/).flatMap(readExample);
  return [...listFiles('golden', /^expected\.xml$/).map(readGolden), ...examples];
}

/** The files below a folder whose names fit. */
export function listFiles(folder: string, name: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(path.basename(file)))
    .map((file) => path.join(folder, file))
    .sort();
}

/** True where a hypervisor is no older than what a document was written for. */
export function isFor({ target }: Result, { libvirt, qemu }: Hypervisor): boolean {
  return isAtLeast(libvirt, target.libvirt ?? '0') && isAtLeast(qemu, target.qemu ?? '0');
}

function readGolden(expected: string): Result {
  const folder = path.dirname(expected);
  const target = path.join(folder, 'target.json');
  return {
    expected,
    input: path.join(folder, 'input.xml'),
    group: path.dirname(folder),
    name: path.basename(folder),
    argumentsFile: path.join(folder, 'arguments'),
    target: existsSync(target) ? JSON.parse(readFileSync(target, 'utf8')) : {},
  };
}

/** `expected.xml` is made of the document beside it, `expected/NAME.xml` of the one beside the folder. */
function readExample(file: string): Result[] {
  const [folder, name] = [path.dirname(file), path.basename(file, '.xml')];
  const isOfMany = path.basename(folder) === 'expected';
  if (!isOfMany && name !== 'expected') return [];
  const home = isOfMany ? path.dirname(folder) : folder;
  const [input, ...others] = readdirSync(home).filter((entry) => /(?<!^expected)\.xml$/.test(entry));
  if (input === undefined || others.length > 0) throw new Error(`${home}: which document is ${file} made of?`);
  const argumentsFile = path.join(home, isOfMany ? `${name}.arguments` : 'arguments');
  return [
    {
      expected: file,
      input: path.join(home, input),
      group: 'examples',
      name: path.basename(home),
      argumentsFile,
      target: {},
    },
  ];
}

import ignore, { type Ignore } from 'ignore';
import { matchesPattern } from '../lint/config.js';
import { usageError } from './flags.js';
import { STANDARD_STREAM } from './input.js';
import type { FolderEntry, Io } from './io.js';
import { namingFile } from './report.js';
import { readText } from './text-file.js';

/** A file to look at. */
export interface LintInput {
  readonly path: string;
  /** True where somebody named it; what a folder holds may be something else than a domain. */
  readonly isNamed: boolean;
}

/** Folders that nobody keeps domains of his own in. */
const SKIPPED_FOLDERS = new Set(['.git', 'node_modules']);

const GLOB = /[*?[]/;

/**
 * List the files that operands stand for: files as they are named, the `.xml` files of folders and of the folders in
 * them, and those that fit a pattern such as `hosts/**\/*.xml`. What a `.gitignore` in a folder names is left out.
 *
 * @throws PtxError FILE_UNREADABLE; USAGE for a pattern that fits nothing
 */
export async function listLintInputs(operands: readonly string[], io: Io): Promise<LintInput[]> {
  const inputs = new Map<string, LintInput>();
  for (const operand of operands) for (const input of await expand(operand, io)) inputs.set(input.path, input);
  return [...inputs.values()];
}

async function expand(operand: string, io: Io): Promise<LintInput[]> {
  if (operand === STANDARD_STREAM) return [{ path: operand, isNamed: true }];
  if (GLOB.test(operand) && (await tryFolder(operand, io)) === undefined) return expandPattern(operand, io);
  const entries = await namingFile(operand, () => io.readFolder(operand));
  if (entries === undefined) return [{ path: operand, isNamed: true }];
  const paths = await walk(operand.replace(/(?<=.)\/+$/, ''), entries, [], io);
  return paths.map((path) => ({ path, isNamed: false }));
}

/** A name with brackets may be that of a file. */
async function tryFolder(path: string, io: Io): Promise<'there' | undefined> {
  try {
    await io.readFolder(path);
    return 'there';
  } catch {
    return undefined;
  }
}

async function expandPattern(pattern: string, io: Io): Promise<LintInput[]> {
  const fixed = pattern.split('/');
  const base = fixed
    .slice(
      0,
      fixed.findIndex((segment) => GLOB.test(segment)),
    )
    .join('/');
  const rest = base === '' && !pattern.startsWith('/') ? pattern : pattern.slice(base.length + 1);
  const start = base === '' ? (pattern.startsWith('/') ? '/' : '.') : base;
  const entries = (await namingFile(start, () => io.readFolder(start))) ?? [];
  const found = (await walk(start, entries, [], io)).filter((path) => matchesPattern([`/${rest}`], below(start, path)));
  if (found.length === 0) throw usageError(`No .xml file fits "${pattern}"`);
  return found.map((path) => ({ path, isNamed: true }));
}

/** A `.gitignore`, and the folder that it speaks of. */
interface Rules {
  readonly folder: string;
  readonly ignore: Ignore;
}

async function walk(
  folder: string,
  entries: readonly FolderEntry[],
  above: readonly Rules[],
  io: Io,
): Promise<string[]> {
  const own = entries.some(({ name, kind }) => name === '.gitignore' && kind === 'file');
  const rules = own ? [...above, await readIgnore(folder, io)] : above;
  const paths: string[] = [];
  for (const { name, kind } of entries) {
    const path = join(folder, name);
    if (kind === 'folder' && !SKIPPED_FOLDERS.has(name) && !isIgnored(`${path}/`, rules)) {
      const inner = await namingFile(path, () => io.readFolder(path));
      paths.push(...(await walk(path, inner ?? [], rules, io)));
    } else if (kind === 'file' && /\.xml$/i.test(name) && !isIgnored(path, rules)) paths.push(path);
  }
  return paths;
}

async function readIgnore(folder: string, io: Io): Promise<Rules> {
  const file = join(folder, '.gitignore');
  const text = await namingFile(file, () => readText(file, io));
  return { folder, ignore: ignore().add(text) };
}

/** The nearest `.gitignore` that says something of a path has the last word. */
function isIgnored(path: string, rules: readonly Rules[]): boolean {
  let ignored = false;
  for (const { folder, ignore: patterns } of rules) {
    const verdict = patterns.test(below(folder, path));
    if (verdict.ignored) ignored = true;
    else if (verdict.unignored) ignored = false;
  }
  return ignored;
}

function join(folder: string, name: string): string {
  if (folder === '.') return name;
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

function below(folder: string, path: string): string {
  return folder === '.' ? path : path.slice(folder.endsWith('/') ? folder.length : folder.length + 1);
}

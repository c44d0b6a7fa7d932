import { expandBraces, matchesPattern } from '../lint/patterns.js';
import { usageError } from './flags.js';
import { STANDARD_STREAM } from './input.js';
import type { Io } from './io.js';
import { joinPath, listXmlFiles } from './lint-walk.js';
import { namingFile } from './report.js';

/** A file to look at. */
export interface LintInput {
  readonly path: string;
  /** True where somebody named it; what a folder holds may be something else than a domain. */
  readonly isNamed: boolean;
}

/** A file to look at, and where it really is, so that it is one file whatever it is called. */
interface FoundInput extends LintInput {
  readonly realPath: string;
}

const SPECIAL = /[*?[]|\{[^{}]*,/;

/**
 * List the files that operands stand for: files as they are named, the `.xml` files of folders and of the folders in
 * them, and those that fit a pattern such as `hosts/**\/{a,b}.xml`. A file that is met twice, also behind a link, is
 * there once, as it was called first.
 *
 * @throws PtxError FILE_UNREADABLE; USAGE for a pattern that fits nothing
 */
export async function listLintInputs(operands: readonly string[], io: Io): Promise<LintInput[]> {
  const inputs = new Map<string, LintInput>();
  for (const operand of operands) {
    for (const { path, isNamed, realPath } of await expand(operand, io)) {
      const known = inputs.get(realPath);
      inputs.set(realPath, { path: known?.path ?? path, isNamed: isNamed || known?.isNamed === true });
    }
  }
  return [...inputs.values()];
}

async function expand(operand: string, io: Io): Promise<FoundInput[]> {
  if (operand === STANDARD_STREAM) return [{ path: operand, isNamed: true, realPath: operand }];
  if (SPECIAL.test(operand) && !(await isThere(operand, io))) return expandPattern(operand, io);
  const entries = await namingFile(operand, () => io.readFolder(operand));
  const realPath = await io.realPath(operand);
  if (entries === undefined) return [{ path: operand, isNamed: true, realPath }];
  const folder = operand.replace(/(?<=.)\/+$/, '');
  const found = await listXmlFiles(folder, entries, io);
  return found.map((path) => ({ path: joinPath(folder, path), isNamed: false, realPath: joinPath(realPath, path) }));
}

/** A name with brackets may be that of a file. */
async function isThere(path: string, io: Io): Promise<boolean> {
  return io.readFolder(path).then(
    () => true,
    () => false,
  );
}

async function expandPattern(pattern: string, io: Io): Promise<FoundInput[]> {
  const slash = pattern.lastIndexOf('/', pattern.search(SPECIAL));
  const folder = slash === -1 ? '.' : pattern.slice(0, slash) || '/';
  const patterns = expandOperand(pattern.slice(slash + 1)).map((each) => `/${each}`);
  const entries = (await namingFile(folder, () => io.readFolder(folder))) ?? [];
  const realPath = await io.realPath(folder);
  const found = (await listXmlFiles(folder, entries, io)).filter((path) => matchesPattern(patterns, path));
  if (found.length === 0) throw usageError(`No .xml file fits "${pattern}"`);
  return found.map((path) => ({ path: joinPath(folder, path), isNamed: true, realPath: joinPath(realPath, path) }));
}

function expandOperand(pattern: string): string[] {
  try {
    return expandBraces(pattern);
  } catch (error) {
    throw error instanceof RangeError ? usageError(`"${pattern}": ${error.message}`) : error;
  }
}

import { dirname, relative } from 'node:path';
import type { IgnoreList } from '../lint/ignore-list.js';
import { readIgnoreFile } from '../lint/patterns.js';
import type { FolderEntry, Io } from './io.js';
import { namingFile } from './report.js';
import { readText } from './text-file.js';

/** Folders that nobody keeps domains of his own in. */
const SKIPPED_FOLDERS = new Set(['.git', 'node_modules']);

const IGNORE_FILE = '.gitignore';

/** A `.gitignore`: it knows files by their path below the folder that it is in. */
interface Rules {
  /** How it calls a path below the folder that is walked. */
  nameOf(path: string): string;
  readonly patterns: IgnoreList;
}

/**
 * List the `.xml` files of a folder and of the folders in it, by their path below it, without what a `.gitignore` names:
 * of those folders, and of those above up to the repository that they are in. Links are not followed.
 *
 * @throws PtxError FILE_UNREADABLE
 */
export async function listXmlFiles(folder: string, entries: readonly FolderEntry[], io: Io): Promise<string[]> {
  return walk(folder, '', entries, await readRulesAbove(folder, io), io);
}

async function walk(
  folder: string,
  below: string,
  entries: readonly FolderEntry[],
  above: readonly Rules[],
  io: Io,
): Promise<string[]> {
  const rules = hasFile(entries, IGNORE_FILE)
    ? [...above, { nameOf: cutter(below), patterns: await readIgnore(joinPath(folder, below), io) }]
    : above;
  const paths: string[] = [];
  for (const { name, kind } of entries) {
    const path = below === '' ? name : `${below}/${name}`;
    if (kind === 'folder' && !SKIPPED_FOLDERS.has(name) && !isIgnored(`${path}/`, rules)) {
      const inner = joinPath(folder, path);
      const content = await namingFile(inner, () => io.readFolder(inner));
      for (const each of await walk(folder, path, content ?? [], rules, io)) paths.push(each);
    } else if (kind === 'file' && /\.xml$/i.test(name) && !isIgnored(path, rules)) paths.push(path);
  }
  return paths;
}

/**
 * What the repository says of a folder from above. Nothing outside of a repository, and nothing where it leaves the
 * whole folder out: somebody named it.
 */
async function readRulesAbove(folder: string, io: Io): Promise<Rules[]> {
  const start = await io.realPath(folder);
  const rules: Rules[] = [];
  for (let at = start, isRoot = await isRepository(at, io); !isRoot; isRoot = await isRepository(at, io)) {
    const parent = dirname(at);
    if (parent === at) return [];
    at = parent;
    const entries = await readIfPossible(at, io);
    if (!hasFile(entries, IGNORE_FILE)) continue;
    const lead = relative(at, start);
    rules.unshift({ nameOf: (path) => `${lead}/${path}`, patterns: await readIgnore(at, io) });
  }
  return isIgnored('', rules) ? [] : rules;
}

async function isRepository(folder: string, io: Io): Promise<boolean> {
  return (await readIfPossible(folder, io)).some(({ name }) => name === '.git');
}

async function readIfPossible(folder: string, io: Io): Promise<readonly FolderEntry[]> {
  return (await io.readFolder(folder).catch(() => undefined)) ?? [];
}

async function readIgnore(folder: string, io: Io): Promise<IgnoreList> {
  const file = joinPath(folder, IGNORE_FILE);
  return namingFile(file, async () => readIgnoreFile(await readText(file, io)));
}

/** The nearest `.gitignore` that says something of a path has the last word. */
function isIgnored(path: string, rules: readonly Rules[]): boolean {
  let ignored = false;
  for (const { nameOf, patterns } of rules) {
    const verdict = patterns.test(nameOf(path));
    if (verdict !== undefined) ignored = verdict === 'ignored';
  }
  return ignored;
}

/** Take a folder off the front of a path. */
function cutter(folder: string): (path: string) => string {
  const length = folder === '' ? 0 : folder.length + 1;
  return (path) => path.slice(length);
}

function hasFile(entries: readonly FolderEntry[], name: string): boolean {
  return entries.some((entry) => entry.name === name && entry.kind === 'file');
}

/** A path below a folder, written as short as it can be. */
export function joinPath(folder: string, path: string): string {
  if (path === '') return folder;
  if (folder === '.') return path;
  return folder.endsWith('/') ? folder + path : `${folder}/${path}`;
}

import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** The documents of a YAML file, as data. */
export function readYaml(file: string): unknown[] {
  return [...parseAllDocuments(readFileSync(file, 'utf8'))].map((document) => document.toJS());
}

/**
 * Put a program `npx` into a folder that runs a program of ours instead of one from the registry; it notes its own
 * arguments, one a line, in the file `npx.log` there. Returns the PATH that finds it first.
 */
export function fakeNpx(folder: string, bin: string): string {
  mkdirSync(folder, { recursive: true });
  const npx = join(folder, 'npx');
  const program = /\.c?js$/.test(bin) ? `'${process.execPath}' '${bin}'` : `'${bin}'`;
  const script = ['#!/bin/sh', `printf '%s\\n' "$@" >>'${join(folder, 'npx.log')}'`, 'shift 2', `exec ${program} "$@"`];
  writeFileSync(npx, `${script.join('\n')}\n`);
  chmodSync(npx, 0o755);
  return `${folder}${delimiter}${process.env.PATH}`;
}

/** Run a script as a runner does: from a file or as text, with the shell's words for it. */
export function runScript(
  [shell = '', ...words]: readonly string[],
  script: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): SpawnSyncReturns<string> {
  return spawnSync(shell, [...words, script], { cwd, env: { ...process.env, ...env }, encoding: 'utf8' });
}

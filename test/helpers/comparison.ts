import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { diffArguments } from './arguments.js';
import { listFiles, type Result } from './documents.js';
import type { Hypervisor } from './hypervisor.js';
import { convertAll } from './virsh.js';

/** What a hypervisor makes of a result and of its input. */
export interface Comparison {
  /** libvirt's words, by the path of the document that it does not convert. */
  readonly errors: ReadonlyMap<string, string>;
  /** QEMU's arguments of the result. */
  readonly after: readonly string[];
  /** What differs, if both are converted. */
  readonly diff: string | undefined;
}

/** Let a hypervisor convert results and their inputs, all in one process. */
export function compareAll(results: readonly Result[], hypervisor: Hypervisor): Map<Result, Comparison> {
  const files = results.flatMap(({ input, expected }) => [input, expected]);
  const conversions = convertAll(new Map(files.map((file) => [file, readFileSync(file, 'utf8')])), hypervisor);
  return new Map(
    results.map((result) => {
      const both = [result.input, result.expected];
      const [before, after] = both.map((file) => conversions.arguments.get(file));
      const errors = new Map(
        both.flatMap((file) => {
          const error = conversions.errors.get(file);
          return error === undefined ? [] : [[file, error] as const];
        }),
      );
      if (errors.size === 0 && !(before && after)) throw new Error(`${result.expected}: virsh has no answer`);
      const diff = before && after ? diffArguments(before, after) : undefined;
      return [result, { errors, after: after ?? [], diff }];
    }),
  );
}

/** libvirt's major version on Debian 12, whose differences the others are measured by. */
const BASE = '9';

/** True where nothing was to be changed: no file says so. */
export function isNoop({ input, expected }: Result): boolean {
  return readFileSync(input, 'utf8') === readFileSync(expected, 'utf8');
}

/** Where the difference of a result is kept: `arguments.diff`, and `arguments.11.diff` for what libvirt 11 does otherwise. */
export function differenceFiles({ argumentsFile }: Result, { libvirt }: Hypervisor): { own: string; common: string } {
  const common = `${argumentsFile}.diff`;
  const [major = ''] = libvirt.split('.');
  return { own: major === BASE ? common : `${argumentsFile}.${major}.diff`, common };
}

/** The file that holds what a hypervisor is expected to make of a result, if there is one. */
export function findDifference(result: Result, hypervisor: Hypervisor): string | undefined {
  const { own, common } = differenceFiles(result, hypervisor);
  return [own, common].find((file) => existsSync(file));
}

/** Every kept difference that one of these hypervisors may be compared with. */
export function listDifferenceFiles(hypervisors: readonly Hypervisor[]): string[] {
  const majors = hypervisors.map(({ libvirt }) => libvirt.split('.')[0]);
  const name = /(?:^|\.)arguments(?:\.([0-9]+))?\.diff$/;
  const files = ['golden', 'examples'].flatMap((folder) => listFiles(folder, name));
  return files.filter((file) => majors.includes(name.exec(path.basename(file))?.[1] ?? BASE));
}

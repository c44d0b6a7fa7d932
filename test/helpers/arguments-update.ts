import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compareAll, differenceFiles, isNoop } from './comparison.js';
import { isFor, listResults } from './documents.js';
import { listHypervisors } from './hypervisor.js';

/** Write what real libvirts make of the results below these folders; where there is none, say so and write nothing. */
export function updateArguments(folders: readonly string[]): void {
  const results = listResults().filter(({ expected }) =>
    folders.some((folder) => path.resolve(expected).startsWith(path.resolve(folder) + path.sep)),
  );
  if (results.length === 0) return;
  const hypervisors = listHypervisors('arguments.diff');
  for (const hypervisor of hypervisors) {
    const comparisons = compareAll(
      results.filter((result) => isFor(result, hypervisor)),
      hypervisor,
    );
    for (const [result, { diff, errors }] of comparisons) {
      for (const [file, error] of errors) console.log(`libvirt ${hypervisor.libvirt}: ${file}: ${error}`);
      const { own, common } = differenceFiles(result, hypervisor);
      const isCommon = own !== common && existsSync(common) && readFileSync(common, 'utf8') === diff;
      update(own, isNoop(result) || isCommon ? undefined : diff);
    }
  }
}

function update(file: string, text: string | undefined): void {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (text === before) return;
  if (text === undefined) rmSync(file);
  else writeFileSync(file, text);
  console.log(`${file}: ${text === undefined ? 'removed' : 'written'}`);
}

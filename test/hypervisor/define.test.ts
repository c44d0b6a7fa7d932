import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';

import { isFor, listFiles, listResults, type Result } from '../helpers/documents.js';
import { type Evidence, recordEvidence } from '../helpers/evidence.js';
import { type Hypervisor, isComplete, listHypervisors } from '../helpers/hypervisor.js';
import { defineAll } from '../helpers/virsh.js';
import { explainRefusals } from './refusals.js';

const hypervisors = listHypervisors('define');
// vitest takes a file without any test for a mistake.
if (hypervisors.length === 0) it.skip('defines nothing here');
const results = listResults();
const groups = [...new Set(results.map(({ group }) => group))];
const rows: Evidence[] = [];

it('finds what is to be defined', () => expect(groups.length).toBeGreaterThan(1));

it.each(hypervisors)('libvirt $libvirt defines every golden', (hypervisor) => {
  const own = results.filter((result) => isFor(result, hypervisor));
  const errors = findErrors(own, hypervisor);
  expect(explainRefusals(own, errors).unexplained).toEqual([]);
  for (const group of groups) {
    const ofGroup = own.filter((result) => result.group === group);
    const defined = ofGroup.filter(({ expected }) => !errors.has(expected));
    const refused = ofGroup.filter(({ expected }) => errors.has(expected));
    rows.push({
      claim: `\`${path.basename(group)}\`: libvirt takes what is written`,
      document: group,
      libvirt: hypervisor.libvirt,
      qemu: hypervisor.qemu,
      accelerator: 'none',
      observed: `${defined.length} of ${ofGroup.length} defined${explainRefusals(refused, errors).reasons}`,
    });
  }
});

it.each(hypervisors)('libvirt $libvirt defines every document of the examples', (hypervisor) => {
  // Not all that KubeVirt writes is in libvirt's schema: kubevirt.test.ts defines it as KubeVirt does.
  const files = listFiles('examples', /\.xml$/).filter((file) => !file.startsWith('examples/kubevirt/'));
  const { errors, dumps } = defineAll(readAll(files), hypervisor);
  expect(Object.fromEntries(errors)).toEqual({});
  expect(dumps.size).toBeGreaterThan(0);
});

afterAll(() => {
  const isAllSeen = rows.length === groups.length * hypervisors.length;
  if (!isAllSeen || !isComplete(hypervisors)) return;
  recordEvidence(
    'define',
    groups.flatMap((group) => rows.filter(({ document }) => document === group)),
  );
});

/** What libvirt has against results and their inputs; of what breaks its schema, what it has against the rest. */
function findErrors(own: readonly Result[], hypervisor: Hypervisor): Map<string, string> {
  // Several results may be made of one document.
  const files = [...new Set(own.flatMap(({ input, expected }) => [input, expected]))];
  const { errors, dumps } = defineAll(readAll(files), hypervisor);
  expect(dumps.size + errors.size, 'every document has an answer').toBe(files.length);
  const broken = [...errors].filter(([, error]) => error.includes('failed to validate against schema'));
  const again = defineAll(readAll(broken.map(([file]) => file)), hypervisor, '');
  for (const [file, error] of broken) errors.set(file, `${error}; ${again.errors.get(file) ?? ''}`);
  return errors;
}

function readAll(files: readonly string[]): Map<string, string> {
  return new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
}

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import { disableHypervisorCpuid, enableHyperv, recipe, type Step, transformXml } from '../../src/index.js';
import { COMPILER } from '../helpers/compile.js';
import { recordEvidence } from '../helpers/evidence.js';
import { isSkipped, listMissing, listMissingParts, readHypervisor } from '../helpers/hypervisor.js';
import { inspectKvm, type Kvm } from './cpuid/kvm.js';
import { METHOD_A, METHOD_B, makeDocument, ORDINARY, ROWS, type Row } from './cpuid/rows.js';
import { runProbe } from './cpuid/run.js';

const isInstalled = !isSkipped('cpuid', [...listMissingParts(), ...listMissing(COMPILER)]);
const kvm = isInstalled ? await inspectKvm() : 'not installed';
if (isInstalled && typeof kvm === 'string') console.log(`Skipped: cpuid: no usable /dev/kvm: ${kvm}`);
if (typeof kvm === 'object' && kvm.qemuArguments.length > 0) {
  console.log(`cpuid: QEMU does not start on this KVM without ${kvm.qemuArguments.join(' ')}`);
}

it.skipIf(typeof kvm === 'string')('a guest reads from CPUID what the table says', async () => {
  const hypervisor = readHypervisor();
  const documents = new Map(ROWS.map((row) => [row.claim, makeDocument(row)]));
  const outcomes = await runProbe(documents, hypervisor, kvm as Kvm);

  const observed = mapValues(outcomes, ({ reading }) => reading.hypervisor);
  expect(observed).toEqual(Object.fromEntries(ROWS.map((row) => [row.claim, row.observed])));
  const { vendor, brand } = readHostCpu();
  const cpus = mapValues(outcomes, ({ reading }) => `${reading.vendor} ${reading.brand}`);
  expect(cpus).toEqual(mapValues(outcomes, () => `${vendor} ${brand}`));
  // QEMU takes no other accelerator where one is named, and ends where it is not to be had.
  for (const { log } of outcomes.values()) expect(log).toMatch(/^-accel kvm\b/m);

  const standIns = [...outcomes].filter(([, { isStandIn }]) => isStandIn).map(([claim]) => claim);
  if (standIns.length > 0) console.log(`cpuid: KVM has no Hyper-V: a stand-in claims it in ${standIns.length} rows`);
  const seen = { libvirt: hypervisor.libvirt, qemu: hypervisor.qemu, accelerator: 'KVM' } as const;
  recordEvidence('cpuid', [
    ...ROWS.map((row) => ({
      ...seen,
      claim: row.claim,
      document: describeDocument(row),
      observed: standIns.includes(row.claim) ? `${row.observed} (Hyper-V claimed by a stand-in)` : row.observed,
    })),
    {
      ...seen,
      claim: 'Vendor and brand of the CPU are never touched',
      document: 'all of these',
      observed: "the host's",
    },
  ]);
});

it('ptx refuses to mix Method A and Method B', () => {
  const mix = (steps: readonly Step[]) => () => transformXml(readFileSync(ORDINARY, 'utf8'), ...steps);
  const refusal = expect.objectContaining({ code: 'METHODS_EXCLUSIVE' });
  expect(mix([...METHOD_A, enableHyperv()])).toThrow(refusal);
  expect(mix([...METHOD_B, disableHypervisorCpuid()])).toThrow(refusal);
  expect(mix([...METHOD_B, ...recipe('windows-gpu-stealth', { address: '01:00.0' })])).toThrow(refusal);
  expect(mix([...METHOD_A, ...recipe('windows-gpu', { address: '01:00.0' })])).toThrow(refusal);
});

function describeDocument({ document, byHand }: Row): string {
  if (typeof document === 'string') return document;
  const steps = document.map(({ transform, options }) => {
    const words = Object.entries(options).map(([name, value]) => `${name}=${value}`);
    return words.length === 0 ? transform : `${transform}=${words.join(',')}`;
  });
  return `ordinary.xml + ${[...steps, ...(byHand === undefined ? [] : [`by hand ${byHand}`])].join(', ')}`;
}

function readHostCpu(): { vendor: string | undefined; brand: string | undefined } {
  const text = readFileSync('/proc/cpuinfo', 'utf8');
  const read = (name: string) => new RegExp(`^${name}\\s*: (.*)$`, 'm').exec(text)?.[1]?.trim();
  return { vendor: read('vendor_id'), brand: read('model name') };
}

function mapValues<Value, Result>(map: ReadonlyMap<string, Value>, change: (value: Value) => Result) {
  return Object.fromEntries([...map].map(([key, value]) => [key, change(value)]));
}

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import {
  disableHypervisorCpuid,
  enableHyperv,
  hideKvm,
  type Step,
  setCpuHostPassthrough,
  transformXml,
} from '../../src/index.js';
import { recordEvidence } from '../helpers/evidence.js';
import { isSkipped, listMissing, listMissingParts, readHypervisor } from '../helpers/hypervisor.js';
import { COMPILER } from './cpuid/build.js';
import { inspectKvm, type Kvm } from './cpuid/kvm.js';
import { runProbe } from './cpuid/run.js';

/** One guest, and what it reads. */
interface Row {
  readonly claim: string;
  /** The file that it runs in, or what ptx does to the ordinary domain first. */
  readonly document: string | readonly Step[];
  /** Children of `<features>` that no transform writes like this. */
  readonly byHand?: string;
  readonly observed: string;
}

const HOST = setCpuHostPassthrough();
const METHOD_A = [HOST, hideKvm(), disableHypervisorCpuid()];
const METHOD_B = [HOST, hideKvm(), enableHyperv()];

const PLAIN = 'bit 31 set, signature KVMKVMKVM, highest leaf 0x40000001, no Hv#1, KVM at 0x40000000';
const HIDDEN = 'bit 31 set, signature empty, highest leaf 0, no Hv#1, KVM nowhere';
const HYPERV = 'signature q7Xw2LrTz9Vk, highest leaf 0x40000005, Hv#1';
const BASIC = 'offers relaxed, vapic, hypervclock, spinlocks 8191';
const FULL =
  'offers relaxed, vapic, vpindex, runtime, synic, stimer, stimer direct, reset, frequencies, reenlightenment, tlbflush, ipi, avic, hypervclock, spinlocks 8191';
const SEES_A = 'bit 31 clear, signature empty, highest leaf 0, no Hv#1, KVM nowhere';
const SEES_B = `bit 31 set, ${HYPERV}, KVM nowhere, ${BASIC}`;

const ROWS: readonly Row[] = [
  { claim: 'KVM shows itself where nothing hides it', document: [HOST], observed: PLAIN },
  { claim: '`hide-kvm` hides the signature, not bit 31', document: [HOST, hideKvm()], observed: HIDDEN },
  { claim: 'Method A shows no hypervisor', document: METHOD_A, observed: SEES_A },
  { claim: 'Method B shows Hyper-V under a vendor id of its own', document: METHOD_B, observed: SEES_B },
  {
    claim: '`enable-hyperv=full` offers all that it names',
    document: [HOST, hideKvm(), enableHyperv({ set: 'full' })],
    observed: `bit 31 set, ${HYPERV}, KVM nowhere, ${FULL}`,
  },
  {
    claim: '`enable-hyperv` without `hide-kvm` moves the signature of KVM',
    document: [HOST, enableHyperv()],
    observed: `bit 31 set, ${HYPERV}, KVM at 0x40000100, ${BASIC}`,
  },
  {
    claim: '`disable-hypervisor-cpuid` without `hide-kvm` leaves the signature',
    document: [HOST, disableHypervisorCpuid()],
    observed: PLAIN.replace('set', 'clear'),
  },
  {
    claim: 'A and B mixed, which ptx refuses to write, contradict each other',
    document: METHOD_A,
    byHand: `<hyperv><relaxed state='on'/><vendor_id state='on' value='q7Xw2LrTz9Vk'/></hyperv>`,
    observed: `bit 31 clear, ${HYPERV}, KVM nowhere, offers relaxed`,
  },
  {
    claim: 'A vendor id alone, which ptx never writes, shows nowhere',
    document: [HOST, hideKvm()],
    byHand: `<hyperv><vendor_id state='on' value='q7Xw2LrTz9Vk'/></hyperv>`,
    observed: HIDDEN,
  },
  {
    claim: 'An enlightenment without a vendor id, which ptx never writes, shows the one of Microsoft',
    document: [HOST, hideKvm()],
    byHand: `<hyperv><relaxed state='on'/></hyperv>`,
    observed: 'bit 31 set, signature Microsoft Hv, highest leaf 0x40000005, Hv#1, KVM nowhere, offers relaxed',
  },
  {
    claim: '`replace` turns Method A into Method B',
    document: [...METHOD_A, enableHyperv({ replace: 'yes' })],
    observed: SEES_B,
  },
  {
    claim: '`replace` turns Method B into Method A',
    document: [...METHOD_B, disableHypervisorCpuid({ replace: 'yes' })],
    observed: SEES_A,
  },
  { claim: 'The example of Method A', document: 'examples/method-a/expected.xml', observed: SEES_A },
  { claim: 'The example of Method B', document: 'examples/windows-gpu/expected.xml', observed: SEES_B },
];

const ORDINARY = 'test/hypervisor/cpuid/ordinary.xml';

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
});

function makeDocument({ document, byHand = '' }: Row): string {
  if (typeof document === 'string') return readFileSync(document, 'utf8');
  const xml = transformXml(readFileSync(ORDINARY, 'utf8'), ...document);
  return xml.replace('</features>', `${byHand}</features>`);
}

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

import { readFileSync } from 'node:fs';
import {
  disableHypervisorCpuid,
  enableHyperv,
  hideKvm,
  type Step,
  setCpuHostPassthrough,
  transformXml,
} from '../../../src/index.js';

/** One guest, and what it reads. */
export interface Row {
  readonly claim: string;
  /** The file that it runs in, or what ptx does to the ordinary domain first. */
  readonly document: string | readonly Step[];
  /** Children of `<features>` that no transform writes like this. */
  readonly byHand?: string;
  readonly observed: string;
}

const RECIPES = 'golden/recipes';
const HOST = setCpuHostPassthrough();
/** The steps of Method A. */
export const METHOD_A = [HOST, hideKvm(), disableHypervisorCpuid()];
/** The steps of Method B. */
export const METHOD_B = [HOST, hideKvm(), enableHyperv()];

const PLAIN = 'bit 31 set, signature KVMKVMKVM, highest leaf 0x40000001, no Hv#1, KVM at 0x40000000';
const HIDDEN = 'bit 31 set, signature empty, highest leaf 0, no Hv#1, KVM nowhere';
const HYPERV = 'signature q7Xw2LrTz9Vk, highest leaf 0x40000005, Hv#1';
const BASIC = 'offers relaxed, vapic, hypervclock, spinlocks 8191';
const FULL =
  'offers relaxed, vapic, vpindex, runtime, synic, stimer, stimer direct, reset, frequencies, reenlightenment, tlbflush, ipi, avic, hypervclock, spinlocks 8191';
const SEES_A = 'bit 31 clear, signature empty, highest leaf 0, no Hv#1, KVM nowhere';
const SEES_B = `bit 31 set, ${HYPERV}, KVM nowhere, ${BASIC}`;

/** What a guest was seen to read; `test/inspect/hiding.test.ts` holds the prediction to it. */
export const ROWS: readonly Row[] = [
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
  {
    claim: 'Recipe `windows-gpu`, on q35',
    document: `${RECIPES}/windows-gpu/linux-q35/expected.xml`,
    observed: SEES_B,
  },
  {
    claim: 'Recipe `windows-gpu`, from i440fx',
    document: `${RECIPES}/windows-gpu/windows-i440fx/expected.xml`,
    observed: SEES_B,
  },
  {
    claim: 'Recipe `windows-gpu` with all enlightenments, on i440fx',
    document: `${RECIPES}/windows-gpu/windows-i440fx-kept/expected.xml`,
    observed: `bit 31 set, ${HYPERV.replace('q7Xw2LrTz9Vk', 'ProductionPC')}, KVM nowhere, ${FULL}`,
  },
  {
    claim: 'Recipe `windows-gpu-stealth`, on q35',
    document: `${RECIPES}/windows-gpu-stealth/linux-q35/expected.xml`,
    observed: SEES_A,
  },
  {
    claim: 'Recipe `windows-gpu-stealth`, from i440fx and Method B',
    document: `${RECIPES}/windows-gpu-stealth/windows-i440fx/expected.xml`,
    observed: SEES_A,
  },
  { claim: 'Recipe `linux-gpu`', document: `${RECIPES}/linux-gpu/linux-q35/expected.xml`, observed: PLAIN },
  { claim: 'Recipe `compute-gpu`', document: `${RECIPES}/compute-gpu/linux-q35/expected.xml`, observed: PLAIN },
];

/** The domain that the steps are applied to. */
export const ORDINARY = 'test/hypervisor/cpuid/ordinary.xml';

/** The document that the guest of a row runs. */
export function makeDocument({ document, byHand = '' }: Row): string {
  if (typeof document === 'string') return readFileSync(document, 'utf8');
  const xml = transformXml(readFileSync(ORDINARY, 'utf8'), ...document);
  return xml.replace('</features>', `${byHand}</features>`);
}

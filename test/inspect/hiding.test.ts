import { describe, expect, it } from 'vitest';
import { type HidingFacts, inspectDomain, parseDomain } from '../../src/index.js';
import { makeDocument, ROWS } from '../hypervisor/cpuid/rows.js';

describe('what is predicted is what a guest was seen to read', () => {
  it.each(ROWS.map((row) => [row.claim, row] as const))('%s', (_, row) => {
    expect(describeHiding(inspect(makeDocument(row)))).toBe(row.observed);
  });
});

const HIDDEN = "<kvm><hidden state='on'/></kvm>";
const RELAXED = "<hyperv><relaxed state='on'/></hyperv>";
const METHOD_B = `<hyperv><relaxed state='on'/><vendor_id state='on' value='a'/></hyperv>${HIDDEN}`;
const BIT = "<cpu><feature policy='disable' name='hypervisor'/></cpu>";
const RAW = (value: string) =>
  `<q:commandline xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'><q:arg value='-cpu'/><q:arg value='${value}'/></q:commandline>`;

describe('methods and notes', () => {
  it.each([
    ['nothing', '', '', 'none', []],
    ['hidden', HIDDEN, '', 'partial', ['hidden-without-method']],
    ['Method A', HIDDEN, BIT, 'A', []],
    ['Method B', METHOD_B, '', 'B', []],
    ['Method B without vendor id', HIDDEN + RELAXED, '', 'B', ['vendor-id-missing']],
    ['both', METHOD_B, BIT, 'mixed', ['methods-mixed']],
    ['the bit alone', '', BIT, 'partial', ['hypervisor-bit-alone']],
    ['Hyper-V without hidden', RELAXED, '', 'none', ['hyperv-without-hidden']],
    [
      'a vendor id alone',
      `<hyperv><vendor_id state='on' value='a'/></hyperv>${HIDDEN}`,
      '',
      'partial',
      ['hidden-without-method', 'vendor-id-alone'],
    ],
    ['the last <kvm> wins', `${HIDDEN}<kvm/>`, '', 'none', []],
    ['two blocks of Hyper-V', `<hyperv><vapic state='on'/></hyperv>${METHOD_B}`, '', 'B', []],
    ['the last child of a name wins', `${RELAXED}<hyperv><relaxed state='off'/></hyperv>`, '', 'none', []],
    ['a timer without presence', HIDDEN, "<clock><timer name='hypervclock'/></clock>", 'partial', expect.anything()],
    ['a timer', HIDDEN, "<clock><timer name='hypervclock' present='yes'/></clock>", 'B', ['vendor-id-missing']],
    ['a panic device', HIDDEN, "<devices><panic model='hyperv'/></devices>", 'B', ['vendor-id-missing']],
    ['hv-passthrough', `<hyperv mode='passthrough'/>${HIDDEN}`, '', 'B', ['hyperv-left-to-host']],
    ['a raw argument', METHOD_B, RAW('host,kvm=off,-hypervisor'), 'A', ['cpu-argument']],
    ['a raw argument of old', '', RAW('host,kvm=off,hv_time,hv_vendor_id=x'), 'B', ['cpu-argument']],
    ['a raw argument that says no', METHOD_B, RAW('host,hv-time=off,hv-vendor-id=x'), 'none', expect.anything()],
  ])('%s', (_, features, elements, method, notes) => {
    const hiding = inspect(`<domain type='kvm'><features>${features}</features>${elements}</domain>`);
    expect({ method: hiding.method, notes: hiding.notes.map(({ code }) => code) }).toEqual({ method, notes });
  });

  it('reads a raw argument like the elements', () => {
    const raw = inspect(`<domain type='kvm'>${RAW('host,kvm=off,hv_time,+hv-evmcs,hv_spinlocks=0xfff')}</domain>`);
    expect(raw.enlightenments.map(({ name, value }) => [name, value])).toEqual([
      ['evmcs', null],
      ['hypervclock', null],
      ['spinlocks', '4095'],
    ]);
    expect(raw.cpuid).toMatchObject({ signature: 'Microsoft Hv', highestLeaf: '0x4000000a' });
  });

  it('knows nothing of guests that are not x86, and no CPUID without KVM', () => {
    const arm = "<domain type='kvm'><os><type arch='aarch64'>hvm</type></os></domain>";
    expect(inspectDomain(parseDomain(arm)).hiding).toBeNull();
    expect(inspect("<domain type='qemu'/>")).toMatchObject({ cpuid: null, notes: [{ code: 'not-kvm' }] });
  });
});

function inspect(xml: string): HidingFacts {
  return inspectDomain(parseDomain(xml)).hiding ?? expect.fail('not x86');
}

/** In the words of `test/hypervisor/cpuid/reading.ts`. */
function describeHiding({ cpuid, enlightenments }: HidingFacts): string {
  if (cpuid === null) return 'not known';
  const offers = enlightenments.map(({ name, value }) => (value === null ? name : `${name} ${value}`));
  return [
    `bit 31 ${cpuid.hypervisorBit ? 'set' : 'clear'}`,
    `signature ${cpuid.signature || 'empty'}`,
    `highest leaf ${cpuid.highestLeaf === '0x0' ? '0' : cpuid.highestLeaf}`,
    cpuid.hyperv ? 'Hv#1' : 'no Hv#1',
    cpuid.kvmSignatureLeaf === null ? 'KVM nowhere' : `KVM at ${cpuid.kvmSignatureLeaf}`,
    ...(cpuid.hyperv ? [`offers ${offers.join(', ')}`] : []),
  ].join(', ');
}

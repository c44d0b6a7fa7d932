/** EAX, EBX, ECX and EDX. */
type Registers = readonly [number, number, number, number];

/** What a guest reads from CPUID. */
export interface Reading {
  /** How its hypervisor shows itself, with the enlightenments that Hyper-V offers in libvirt's words. */
  readonly hypervisor: string;
  readonly isHyperv: boolean;
  readonly vendor: string;
  readonly brand: string;
}

const SIGNATURE = 0x40000000;
const INTERFACE = 0x40000001;
const FEATURES = 0x40000003;
const RECOMMENDATIONS = 0x40000004;
/** Where KVM's signature goes when Hyper-V's has its place (QEMU 7.2, kvm.c, KVM_CPUID_SIGNATURE_NEXT). */
const SIGNATURE_BEHIND_HYPERV = 0x40000100;
/** A leaf that nobody has. */
const OUT_OF_RANGE = 0x4fffff00;

/** Leaf, register and bit of each enlightenment, in libvirt's order (Hyper-V TLFS, Feature and Interface Discovery). */
const ENLIGHTENMENTS = {
  relaxed: [RECOMMENDATIONS, 0, 5],
  vapic: [FEATURES, 0, 4],
  vpindex: [FEATURES, 0, 6],
  runtime: [FEATURES, 0, 0],
  synic: [FEATURES, 0, 2],
  stimer: [FEATURES, 0, 3],
  'stimer direct': [FEATURES, 3, 19],
  reset: [FEATURES, 0, 7],
  frequencies: [FEATURES, 0, 11],
  reenlightenment: [FEATURES, 0, 13],
  tlbflush: [RECOMMENDATIONS, 0, 2],
  ipi: [RECOMMENDATIONS, 0, 10],
  evmcs: [RECOMMENDATIONS, 0, 14],
  avic: [RECOMMENDATIONS, 0, 9],
  hypervclock: [FEATURES, 0, 9],
} as const;

/** As many retries as say that a guest need not tell of a spinlock that it waits for. */
const NEVER = 0xffffffff;

/** Read what the probe printed. */
export function readCpuid(serial: string): Reading {
  const leaves = readLeaves(serial);
  const at = (leaf: number): Registers => {
    const registers = leaves.get(leaf);
    if (registers === undefined) throw new Error(`No leaf 0x${leaf.toString(16)} in:\n${serial}`);
    return registers;
  };
  // Where there is nothing an Intel CPU answers with its highest basic leaf, an AMD CPU with zeros (Intel SDM, volume
  // 2A, CPUID).
  const nothing = at(OUT_OF_RANGE).join();
  const answer = (leaf: number): Registers => (at(leaf).join() === nothing ? [0, 0, 0, 0] : at(leaf));
  const [, vendorB, vendorC, vendorD] = at(0);
  const isHyperv = text([answer(INTERFACE)[0]]) === 'Hv#1';
  return {
    hypervisor: describeHypervisor(at(1), answer, isHyperv),
    isHyperv,
    vendor: text([vendorB, vendorD, vendorC]),
    brand: text([0x80000002, 0x80000003, 0x80000004].flatMap(at)).trim(),
  };
}

function describeHypervisor(features: Registers, answer: (leaf: number) => Registers, isHyperv: boolean): string {
  const [highest, ...signature] = answer(SIGNATURE);
  const kvm = [SIGNATURE, SIGNATURE_BEHIND_HYPERV].find((leaf) => text(answer(leaf).slice(1)) === 'KVMKVMKVM');
  return [
    `bit 31 ${hasBit(features[2], 31) ? 'set' : 'clear'}`,
    `signature ${text(signature) || 'empty'}`,
    `highest leaf ${formatLeaf(highest)}`,
    isHyperv ? 'Hv#1' : 'no Hv#1',
    kvm === undefined ? 'KVM nowhere' : `KVM at ${formatLeaf(kvm)}`,
    ...(isHyperv ? [`offers ${listEnlightenments(answer).join(', ')}`] : []),
  ].join(', ');
}

function listEnlightenments(answer: (leaf: number) => Registers): string[] {
  const names = Object.entries(ENLIGHTENMENTS)
    .filter(([, [leaf, register, bit]]) => hasBit(answer(leaf)[register], bit))
    .map(([name]) => name);
  const retries = answer(RECOMMENDATIONS)[1];
  return retries === NEVER ? names : [...names, `spinlocks ${retries}`];
}

function readLeaves(serial: string): Map<number, Registers> {
  const lines = serial.matchAll(/^([0-9a-f]{8}) ([0-9a-f]{8}) ([0-9a-f]{8}) ([0-9a-f]{8}) ([0-9a-f]{8})\r?$/gm);
  return new Map(
    [...lines].map(([, ...words]) => {
      const [leaf = 0, a = 0, b = 0, c = 0, d = 0] = words.map((word) => Number.parseInt(word, 16));
      return [leaf, [a, b, c, d]];
    }),
  );
}

/** Registers spell text with the lowest byte first. */
function text(registers: readonly number[]): string {
  const bytes = Buffer.alloc(registers.length * 4);
  for (const [index, register] of registers.entries()) bytes.writeUInt32LE(register, index * 4);
  return bytes.toString('latin1').replaceAll('\0', '');
}

function hasBit(register: number, bit: number): boolean {
  return ((register >>> bit) & 1) === 1;
}

function formatLeaf(leaf: number): string {
  return leaf === 0 ? '0' : `0x${leaf.toString(16)}`;
}

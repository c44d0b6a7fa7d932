import { hexDigits, type RomBytes } from './rom-bytes.js';

/** What the header of an EFI image says. */
export interface RomEfi {
  /** The processor: `x64`, `ia32`, `aarch64` … or its number, `0x1234`, where it has no name. */
  readonly machine: string;
  /** `boot-service-driver`, `runtime-driver`, `application`, or its number. */
  readonly subsystem: string;
  readonly isCompressed: boolean;
  /** True where EDK2 would load it on that processor. */
  readonly isLoadable: boolean;
}

/** Machine types of PE/COFF that the UEFI specification names. */
const MACHINES: ReadonlyMap<number, string> = new Map([
  [0x014c, 'ia32'],
  [0x0200, 'ia64'],
  [0x0ebc, 'ebc'],
  [0x01c2, 'arm'],
  [0x8664, 'x64'],
  [0xaa64, 'aarch64'],
  [0x5032, 'riscv32'],
  [0x5064, 'riscv64'],
  [0x6232, 'loongarch32'],
  [0x6264, 'loongarch64'],
]);

const SUBSYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x0a, 'application'],
  [0x0b, 'boot-service-driver'],
  [0x0c, 'runtime-driver'],
]);

const SIGNATURE = 0x0ef1;
const BLOCK_BYTES = 512;
const COMPRESSED = 1;
const DRIVERS: readonly number[] = [0x0b, 0x0c];

/**
 * Read the EFI header of an image whose code type is 3.
 *
 * @returns null where its signature is missing
 * @see UEFI Specification 2.10, 14.4.2 (PCI Option ROMs); LocalLoadFile2 in EDK2, PciBusDxe/PciOptionRomSupport.c
 */
export function readRomEfi(bytes: RomBytes, offset: number, length: number): RomEfi | null {
  if (bytes.u32(offset + 0x04) !== SIGNATURE) return null;
  const field = (at: number) => bytes.u16(offset + at) ?? 0;
  const [initBytes, subsystem, machine, compression, header] = [
    field(0x02) * BLOCK_BYTES,
    field(0x08),
    field(0x0a),
    field(0x0c),
    field(0x16),
  ];
  return {
    machine: MACHINES.get(machine) ?? `0x${hexDigits(machine, 4)}`,
    subsystem: SUBSYSTEMS.get(subsystem) ?? `0x${hexDigits(subsystem, 4)}`,
    isCompressed: compression === COMPRESSED,
    isLoadable: DRIVERS.includes(subsystem) && compression <= COMPRESSED && initBytes <= length && header < initBytes,
  };
}

import { hexDigits, type RomBytes } from './rom-bytes.js';
import { type RomEfi, readRomEfi } from './rom-efi.js';

/** One image of an expansion ROM. Ids and the class are hexadecimal digits as lspci writes them. */
export interface RomImage {
  /** Where it begins in the file. */
  readonly offset: number;
  /** What runs it: 0 an x86 BIOS, 1 Open Firmware, 2 PA-RISC, 3 UEFI; others are private to the vendor. */
  readonly codeType: number;
  readonly vendor: string;
  readonly device: string;
  /** Devices beside `device` that it is for, out of the device list of PCI 3.0. */
  readonly devices: readonly string[];
  readonly class: string;
  /** Its length in bytes, as the PCI data structure states it. */
  readonly length: number;
  /** True where it says that no image follows. */
  readonly last: boolean;
  /** Null for what is no EFI image, and for one without the signature. */
  readonly efi: RomEfi | null;
  /** What its checked bytes add up to modulo 256, which has to be 0; null where no firmware checks, or not all are there. */
  readonly checksum: number | null;
  /** What NVIDIA's extension says to NVIDIA's own drivers, beside the PCI data structure. */
  readonly nvidia: { readonly length: number; readonly last: boolean } | null;
  /** Where its PCI data structure begins, counted from the image. */
  readonly pcirOffset: number;
  /** How much of an x86 image a BIOS copies and checks, in bytes; null for others. */
  readonly initLength: number | null;
}

export const X86_BIOS = 0;
export const UEFI = 3;

/** Images begin on such a boundary, and lengths count in it. */
export const BLOCK_BYTES = 512;

const PCIR_BYTES = 0x18;
const LAST = 0x80;
/** Longer lists are taken for what is none. */
const MAX_DEVICES = 1024;

/**
 * Read the image that begins at an offset.
 *
 * @returns undefined where none does: no 55 AA, or its pointer leads to no PCI data structure
 * @see PCI Firmware Specification 3.0, 5.1; pci_get_rom_size in Linux 6.12, drivers/pci/rom.c
 */
export function readRomImage(bytes: RomBytes, offset: number): RomImage | undefined {
  if (bytes.u8(offset) !== 0x55 || bytes.u8(offset + 1) !== 0xaa) return undefined;
  const pcirOffset = bytes.u16(offset + 0x18) ?? 0;
  const pcir = offset + pcirOffset;
  if (!bytes.has(pcir, PCIR_BYTES) || !bytes.isText(pcir, 'PCIR')) return undefined;

  const u16 = (at: number) => bytes.u16(pcir + at) ?? 0;
  const u8 = (at: number) => bytes.u8(pcir + at) ?? 0;
  const length = u16(0x10) * BLOCK_BYTES;
  const codeType = u8(0x14);
  const initLength = codeType === X86_BIOS ? (bytes.u8(offset + 2) ?? 0) * BLOCK_BYTES : null;
  return {
    offset,
    codeType,
    vendor: hexDigits(u16(0x04), 4),
    device: hexDigits(u16(0x06), 4),
    devices: listDevices(bytes, pcir),
    class: [0x0f, 0x0e, 0x0d].map((at) => hexDigits(u8(at), 2)).join(''),
    length,
    last: (u8(0x15) & LAST) !== 0,
    efi: codeType === UEFI ? readRomEfi(bytes, offset, length) : null,
    checksum: initLength === null ? null : sumWhole(bytes, offset, initLength || length),
    nvidia: readNvidiaExtension(bytes, pcir),
    pcirOffset,
    initLength,
  };
}

function sumWhole(bytes: RomBytes, offset: number, length: number): number | null {
  return bytes.has(offset, length) ? bytes.sum(offset, length) : null;
}

/** Since revision 3 a pointer, counted from the PCI data structure, leads to device ids up to a zero. */
function listDevices(bytes: RomBytes, pcir: number): string[] {
  const pointer = bytes.u16(pcir + 0x08) ?? 0;
  if ((bytes.u8(pcir + 0x0c) ?? 0) < 3 || pointer === 0) return [];
  const devices: string[] = [];
  for (let at = pcir + pointer; devices.length < MAX_DEVICES; at += 2) {
    const device = bytes.u16(at);
    if (device === undefined) return [];
    if (device === 0) return devices;
    devices.push(hexDigits(device, 4));
  }
  return [];
}

/** @see nvbios_npdeTp in Linux 6.12, drivers/gpu/drm/nouveau/nvkm/subdev/bios/npde.c */
function readNvidiaExtension(bytes: RomBytes, pcir: number): RomImage['nvidia'] {
  const npde = Math.ceil((pcir + (bytes.u16(pcir + 0x0a) ?? 0)) / 16) * 16;
  if (!bytes.has(npde, 0x0b) || !bytes.isText(npde, 'NPDE')) return null;
  return {
    length: (bytes.u16(npde + 0x08) ?? 0) * BLOCK_BYTES,
    last: ((bytes.u8(npde + 0x0a) ?? 0) & LAST) !== 0,
  };
}

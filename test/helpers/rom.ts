/** What goes into one image of an expansion ROM. */
export interface ImageParts {
  readonly codeType?: number;
  readonly vendor?: number;
  readonly device?: number;
  readonly class?: number;
  /** Length in blocks of 512 bytes, in the PCI data structure and of the bytes. */
  readonly blocks?: number;
  /** The length that the PCI data structure states, where it lies. */
  readonly statedBlocks?: number;
  /** Blocks that a BIOS copies; all of them where absent. */
  readonly initBlocks?: number;
  readonly last?: boolean;
  /** Where the PCI data structure is. */
  readonly pcirOffset?: number;
  /** Further devices, as PCI 3.0 lists them. */
  readonly devices?: readonly number[];
  readonly isChecksumWrong?: boolean;
  readonly efi?: Partial<EfiParts>;
  /** NVIDIA's extension behind the PCI data structure. */
  readonly npde?: { readonly blocks: number; readonly last: boolean };
}

interface EfiParts {
  readonly signature: number;
  readonly subsystem: number;
  readonly machine: number;
  readonly compression: number;
  readonly header: number;
}

export const BLOCK = 512;
export const X64 = 0x8664;

/**
 * Make an image.
 *
 * @see PCI Firmware Specification 3.0, 5.1, and UEFI Specification 2.10, 14.4.2
 */
export function makeImage(parts: ImageParts = {}): Buffer {
  const { codeType = 0, blocks = 2, last = true, pcirOffset = 0x40, devices = [], efi, npde } = parts;
  const image = Buffer.alloc(blocks * BLOCK, 0x90);
  image.fill(0, 0, pcirOffset + 0x60);
  image.writeUInt16BE(0x55aa, 0);
  image.writeUInt16LE(pcirOffset, 0x18);
  if (codeType === 3) writeEfi(image, efi ?? {}, parts.initBlocks ?? blocks);
  else image.writeUInt8((parts.initBlocks ?? blocks) & 0xff, 2);
  const pcir = image.subarray(pcirOffset);
  const length = devices.length === 0 ? 0x18 : 0x1c;
  pcir.write('PCIR');
  pcir.writeUInt16LE(parts.vendor ?? 0x10de, 0x04);
  pcir.writeUInt16LE(parts.device ?? 0x1c03, 0x06);
  pcir.writeUInt16LE(length, 0x0a);
  pcir.writeUIntLE(parts.class ?? 0x030000, 0x0d, 3);
  pcir.writeUInt16LE(parts.statedBlocks ?? blocks, 0x10);
  pcir.writeUInt8(codeType, 0x14);
  pcir.writeUInt8(last ? 0x80 : 0, 0x15);
  if (devices.length > 0) {
    pcir.writeUInt16LE(0x40, 0x08);
    pcir.writeUInt8(3, 0x0c);
    for (const [index, device] of [...devices, 0].entries()) pcir.writeUInt16LE(device, 0x40 + 2 * index);
  }
  if (npde !== undefined) {
    const extension = pcir.subarray(Math.ceil(length / 16) * 16);
    extension.write('NPDE');
    extension.writeUInt16LE(npde.blocks, 0x08);
    extension.writeUInt8(npde.last ? 0x80 : 0, 0x0a);
  }
  return codeType === 0 ? withChecksum(image, parts) : image;
}

/** The ROM of a card as most are: for a BIOS and for UEFI. */
export function makeBoth(parts: ImageParts = {}): Buffer {
  return Buffer.concat([
    makeImage({ ...parts, codeType: 0, last: false }),
    makeImage({ ...parts, codeType: 3, last: true, blocks: 3 }),
  ]);
}

/** What stands in front of the images in the flash of an NVIDIA card: its header, and a 55 AA that leads nowhere. */
export function makeNvidiaHeader(bytes = 0x600): Buffer {
  const header = Buffer.alloc(bytes, 0);
  header.write('NVGI');
  header.writeUInt16BE(0x55aa, BLOCK);
  header.writeUInt16LE(0x20, BLOCK + 0x18);
  return header;
}

function writeEfi(image: Buffer, efi: Partial<EfiParts>, initBlocks: number): void {
  image.writeUInt16LE(initBlocks, 0x02);
  image.writeUInt32LE(efi.signature ?? 0x0ef1, 0x04);
  image.writeUInt16LE(efi.subsystem ?? 0x0b, 0x08);
  image.writeUInt16LE(efi.machine ?? X64, 0x0a);
  image.writeUInt16LE(efi.compression ?? 0, 0x0c);
  image.writeUInt16LE(efi.header ?? 0x100, 0x16);
}

function withChecksum(image: Buffer, { initBlocks, isChecksumWrong = false }: ImageParts): Buffer {
  const checked = image.subarray(0, (initBlocks || image.length / BLOCK) * BLOCK);
  const sum = checked.reduce((total, byte) => total + byte, 0);
  checked.writeUInt8((256 - (sum & 0xff) + (isChecksumWrong ? 1 : 0)) & 0xff, 0x10);
  return image;
}

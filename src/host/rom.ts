import { PtxError } from '../errors.js';
import { RomBytes } from './rom-bytes.js';
import { BLOCK_BYTES, type RomImage, readRomImage, X86_BIOS } from './rom-image.js';
import { listRomNotes, type RomNote } from './rom-notes.js';

/** What a file holds that is the expansion ROM of a card. */
export interface RomInspection {
  readonly schemaVersion: 1;
  /** Bytes of the file. */
  readonly size: number;
  readonly images: readonly RomImage[];
  /** Where the first image begins: what lies before it is no part of the ROM that a guest may see. */
  readonly start: number;
  /** Where the last image ends, by what it says of itself. */
  readonly end: number;
  /** True where the file ends before the last image does: what is missing cannot be judged. */
  readonly truncated: boolean;
  /** What lies behind it in the file; `padding` is all 0x00 or all 0xff. */
  readonly behind: 'nothing' | 'padding' | 'data';
  /** True where the UEFI of an x86_64 guest (OVMF) finds an image that it loads. */
  readonly uefiCapable: boolean;
  /** The processors for which there is an EFI image that EDK2 loads. */
  readonly uefiMachines: readonly string[];
  /** True where SeaBIOS finds an image that it runs. */
  readonly biosCapable: boolean;
  /** False where the bytes of an x86 BIOS image do not add up to zero, or not all of them are there. */
  readonly checksumOk: boolean;
  /** Where the images begin behind NVIDIA's own header (`NVGI`); null where the file does not begin with one. */
  readonly nvidiaHeaderOffset: number | null;
  /** What is easily overlooked. */
  readonly notes: readonly RomNote[];
}

/** The largest file that is read: four times what a ROM BAR can map. */
export const MAX_ROM_BYTES = 64 * 1024 * 1024;

/** Real ROMs have fewer than ten. */
const MAX_IMAGES = 64;

/**
 * Walk the images of an expansion ROM, from the first 55 AA on a 512-byte boundary that leads to a PCI data structure.
 *
 * @throws PtxError ROM_MALFORMED where there is no image
 */
export function inspectRom(file: Uint8Array): RomInspection {
  const bytes = new RomBytes(file);
  const start = findStart(bytes);
  const images = walkImages(bytes, start);
  const last = images.at(-1) as RomImage;
  const end = last.offset + last.length;
  const behind = end >= bytes.length ? 'nothing' : bytes.isBlank(end, bytes.length) ? 'padding' : 'data';
  const isWhole = end <= bytes.length;
  // What is cut off is not loaded, and what comes first is.
  const whole = isWhole ? images : images.slice(0, -1);
  const uefiMachines = whole.flatMap(({ efi, pcirOffset }) =>
    efi?.isLoadable === true && pcirOffset % 4 === 0 ? [efi.machine] : [],
  );
  const bios = whole.find(({ codeType }) => codeType === X86_BIOS);
  return {
    schemaVersion: 1,
    size: bytes.length,
    images,
    start,
    end,
    truncated: !isWhole,
    behind,
    uefiCapable: uefiMachines.includes('x64'),
    uefiMachines: [...new Set(uefiMachines)],
    biosCapable: bios !== undefined && bios.checksum === 0 && bios.initLength !== 0,
    checksumOk: images.every(({ codeType, checksum }) => codeType !== X86_BIOS || checksum === 0),
    nvidiaHeaderOffset: start > 0 && bytes.isText(0, 'NVGI') ? start : null,
    notes: listRomNotes(images, { start, end, behind, size: bytes.length }),
  };
}

/**
 * Cut a file to its images: what lies before the first and behind the last one goes, and no other byte changes.
 *
 * @throws PtxError ROM_MALFORMED where there is no image, or where its last one is not all there
 */
export function trimRom(file: Uint8Array): { readonly bytes: Uint8Array; readonly inspection: RomInspection } {
  const inspection = inspectRom(file);
  const { images, start, end, size } = inspection;
  const last = images.at(-1) as RomImage;
  if (last.length === 0) throw malformed(`The image at ${hex(last.offset)} has no length`, COPY_AGAIN);
  if (end > size) {
    throw malformed(`The image at ${hex(last.offset)} ends at ${hex(end)}, and the file at ${hex(size)}`, COPY_AGAIN);
  }
  return { bytes: file.subarray(start, end), inspection };
}

const COPY_AGAIN = 'Dump the ROM again';

function walkImages(bytes: RomBytes, start: number): RomImage[] {
  const images: RomImage[] = [];
  for (let offset = start; ; ) {
    const image = readRomImage(bytes, offset);
    if (image === undefined) return images;
    images.push(image);
    if (images.length > MAX_IMAGES) throw malformed(`There are more than ${MAX_IMAGES} images`);
    if (image.last || image.length === 0) return images;
    offset += image.length;
  }
}

/** @see NVIDIA's open-gpu-doc on the VBIOS: look at each 512-byte boundary, and believe only what leads to a PCIR. */
function findStart(bytes: RomBytes): number {
  let isIsa = false;
  for (let offset = 0; offset < bytes.length; offset += BLOCK_BYTES) {
    if (readRomImage(bytes, offset) !== undefined) return offset;
    isIsa ||= offset === 0 && bytes.u16(0) === 0xaa55;
  }
  if (bytes.length === 0) throw malformed('The file is empty');
  if (bytes.isBlank(0, bytes.length)) {
    const hint = 'The card was asleep, or its ROM was not enabled, when it was dumped';
    throw malformed(`Every byte is 0x${(bytes.u8(0) ?? 0).toString(16).padStart(2, '0')}`, hint);
  }
  if (isIsa) throw malformed('It begins with 55 AA, but leads to no PCI data structure');
  throw malformed('There is no PCI expansion ROM in it', 'A ROM begins with the bytes 55 AA');
}

function malformed(message: string, hint?: string): PtxError {
  return new PtxError('ROM_MALFORMED', message, { hint });
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

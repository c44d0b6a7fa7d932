import { type RomImage, UEFI } from './rom-image.js';

/** What a note is about. */
export type RomNoteCode =
  | 'begins-later'
  | 'image-cut-off'
  | 'length-zero'
  | 'last-missing'
  | 'pcir-unaligned'
  | 'checksum-wrong'
  | 'init-size-zero'
  | 'efi-header-missing'
  | 'efi-not-loadable'
  | 'data-behind';

/** Something about a ROM that is easily overlooked. */
export interface RomNote {
  readonly code: RomNoteCode;
  readonly message: string;
  /** Where in the file. */
  readonly offset: number;
}

interface Extent {
  readonly start: number;
  readonly end: number;
  readonly size: number;
  readonly behind: 'nothing' | 'padding' | 'data';
}

/** What is to be said of one image, by code. */
const OF_IMAGE: readonly (readonly [code: RomNoteCode, applies: (image: RomImage) => boolean, message: string])[] = [
  ['length-zero', ({ length }) => length === 0, 'The image has no length, so nothing is found behind it'],
  [
    'pcir-unaligned',
    ({ pcirOffset }) => pcirOffset % 4 !== 0,
    'The PCI data structure is not aligned to 4 bytes: UEFI looks no further',
  ],
  [
    'checksum-wrong',
    ({ checksum }) => checksum !== null && checksum !== 0,
    'The bytes of the image do not add up to zero: SeaBIOS does not run it',
  ],
  ['init-size-zero', ({ initLength }) => initLength === 0, 'The image gives a BIOS nothing to copy'],
  [
    'efi-header-missing',
    ({ codeType, efi }) => codeType === UEFI && efi === null,
    'The image is said to be for UEFI, but has no EFI header',
  ],
  ['efi-not-loadable', ({ efi }) => efi?.isLoadable === false, 'The image is for UEFI, but no driver that it loads'],
];

/** Say what is easily overlooked, in the order of the file. */
export function listRomNotes(images: readonly RomImage[], { start, end, size, behind }: Extent): RomNote[] {
  const last = images.at(-1);
  const isOpen = last !== undefined && !last.last && last.length > 0;
  return [
    ...note(
      'image-cut-off',
      end > size,
      'The file ends within the last image: copy or dump it again',
      last?.offset ?? 0,
    ),
    ...note('begins-later', start > 0, 'The ROM does not begin here: no firmware finds its images', 0),
    ...images.flatMap((image) =>
      OF_IMAGE.flatMap(([code, applies, message]) => note(code, applies(image), message, image.offset)),
    ),
    ...note('last-missing', isOpen && end <= size, 'No image says that it is the last, and none follows', end),
    ...note('data-behind', behind === 'data', 'What lies behind the last image is no part of the ROM', end),
  ];
}

function note(code: RomNoteCode, applies: boolean, message: string, offset: number): RomNote[] {
  return applies ? [{ code, message, offset }] : [];
}

import { oneLine } from '../domain/one-line.js';
import type { RomInspection } from '../host/rom.js';
import type { RomDeviceMatch } from '../host/rom-device.js';
import { type RomImage, UEFI, X86_BIOS } from '../host/rom-image.js';
import type { Paint } from './color.js';
import { row } from './layout.js';

const WIDTH = 100;
/** Where values begin. */
const COLUMN = 14;

/** What runs an image, by its code type. */
const CODE_TYPES: ReadonlyMap<number, string> = new Map([
  [X86_BIOS, 'BIOS'],
  [0x01, 'Open Firmware'],
  [0x02, 'PA-RISC'],
  [UEFI, 'UEFI'],
]);

/** Write what a ROM holds for people: its images, what else is in the file, and what a guest makes of it. */
export function formatRom(name: string, rom: RomInspection, match: RomDeviceMatch | null, paint: Paint): string {
  const count = rom.images.length === 1 ? '1 image' : `${rom.images.length} images`;
  return [
    `${paint('title', oneLine(name))}  ${describeExtent(rom, count, paint)}\n`,
    `${paint('title', 'Images')}\n${formatImages(rom.images, paint)}`,
    `${paint('title', 'File')}\n${formatFile(rom, match)}${formatNotes(rom, paint)}`,
    `${paint('title', 'For a guest')}\n${describeUse(rom, match)
      .map(([firmware, use]) => row(`  ${firmware}`, use, COLUMN, WIDTH))
      .join('')}`,
  ].join('\n');
}

function describeExtent({ truncated, start, end, size }: RomInspection, count: string, paint: Paint): string {
  if (!truncated) return `${count}, ${end - start} of ${size} bytes`;
  return `${paint('note', 'TRUNCATED')}: ${count}, of which the file has ${size} bytes and ${end - size} are missing`;
}

function formatImages(images: readonly RomImage[], paint: Paint): string {
  const cells = images.map((image) => [
    hex(image.offset),
    describeKind(image),
    `${image.vendor}:${image.device}`,
    `class ${image.class}`,
    `${image.length} bytes`,
    describeDetails(image),
  ]);
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...cells.map((cell) => (cell[column] ?? '').length)));
  const lines = cells.map((cell) => {
    const columns = cell.map((text, column) => text.padEnd(widths[column] ?? 0));
    columns[2] = paint('host', columns[2] ?? '');
    return `  ${columns.join('  ')}`.trimEnd();
  });
  return lines.map((line) => `${line}\n`).join('');
}

function describeKind({ codeType, efi }: RomImage): string {
  return [CODE_TYPES.get(codeType) ?? `type ${hex(codeType)}`, ...(efi === null ? [] : [efi.machine])].join(' ');
}

function describeDetails({ efi, checksum, devices, last }: RomImage): string {
  return [
    ...(efi === null ? [] : [efi.subsystem.replaceAll('-', ' '), ...(efi.isCompressed ? ['compressed'] : [])]),
    ...(checksum === null ? [] : [checksum === 0 ? 'checksum right' : 'checksum wrong']),
    ...(devices.length === 0 ? [] : [devices.length === 1 ? '1 device listed' : `${devices.length} devices listed`]),
    ...(last ? ['last'] : []),
  ].join(', ');
}

function formatFile({ start, end, size, behind, nvidiaHeaderOffset }: RomInspection, match: RomDeviceMatch | null) {
  const front = `${start} bytes${nvidiaHeaderOffset === null ? '' : ", with NVIDIA's own header"}`;
  const rows: [string, string][] = [
    ['In front', start === 0 ? 'nothing' : front],
    ['Behind', end > size ? `${end - size} bytes are missing` : describeBehind(size - end, behind)],
    ...(match === null ? [] : [['Device', describeMatch(match)] satisfies [string, string]]),
  ];
  return rows.map(([label, value]) => row(`  ${label}`, value, COLUMN, WIDTH)).join('');
}

function describeBehind(length: number, behind: RomInspection['behind']): string {
  if (behind === 'nothing') return 'nothing';
  return `${length} bytes of ${behind === 'padding' ? 'padding' : 'other data'}`;
}

function describeMatch({ id, by, isVendorSame }: RomDeviceMatch): string {
  if (by === 'id') return `${id}: the ROM is for it`;
  if (by === 'device-list') return `${id}: the ROM lists it among further devices`;
  return `${id}: the ROM is for another ${isVendorSame ? 'device of this vendor' : 'vendor'}`;
}

function formatNotes({ notes }: RomInspection, paint: Paint): string {
  const lines = notes.map(({ message, offset }) => row('  !', `${message} (${hex(offset)})`, 5, WIDTH).trimEnd());
  return lines.map((line) => `${paint('note', line)}\n`).join('');
}

/** The closing words: what a guest with either firmware makes of the file as it is. */
function describeUse(rom: RomInspection, match: RomDeviceMatch | null): [firmware: string, use: string][] {
  if (rom.truncated) return [['As it is', 'nothing can be said of it: copy or dump it again']];
  if (rom.start > 0) {
    return [['As it is', 'no firmware finds an image: cut it first, with "ptx rom trim"']];
  }
  return [
    ['OVMF', describeUefi(rom, match)],
    ['SeaBIOS', describeBios(rom, match)],
  ];
}

/** What a UEFI driver is good for, and what lacks without one, by the class of the card. */
const USES: Readonly<Record<string, readonly [withDriver: string, without: string]>> = {
  '01': ['the guest can start from its disks', 'the guest cannot start from its disks'],
  '02': ['the guest can start over this network', 'the guest cannot start over this network'],
  '03': [
    'the card works before the guest has loaded its own',
    'the card shows nothing before the guest has loaded its own driver',
  ],
};

const OTHER_USE = [
  'the card works before the guest has loaded its own',
  'the card does nothing before the guest has loaded its own driver',
] as const;

function describeUefi({ uefiCapable, uefiMachines, images }: RomInspection, match: RomDeviceMatch | null): string {
  const [withDriver, without] = USES[images[0]?.class.slice(0, 2) ?? ''] ?? OTHER_USE;
  if (uefiCapable && match?.matches === false) {
    return `loads the UEFI driver of this ROM, which does not drive ${match.id}: ${without}`;
  }
  if (uefiCapable) return `runs the UEFI driver of this ROM: ${withDriver}`;
  if (uefiMachines.length > 0)
    return `has no use for it: its UEFI driver is for ${uefiMachines.join(', ')}, not for x64`;
  return `has no use for it: without a UEFI driver ${without}`;
}

/** @see map_pcirom in src/optionroms.c of SeaBIOS 1.16: it compares the ids of the image, and no list of devices */
function describeBios({ biosCapable, checksumOk }: RomInspection, match: RomDeviceMatch | null): string {
  if (!biosCapable)
    return checksumOk ? 'has no use for it: there is no BIOS image to run' : 'refuses the BIOS image for its checksum';
  if (match !== null && match.by !== 'id')
    return `does not run the BIOS image: it is for another device than ${match.id}`;
  return 'runs the BIOS image of this ROM, on the device that the image names';
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

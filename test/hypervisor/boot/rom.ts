const BLOCK_BYTES = 512;
/** Of one smaller than the 2 KiB that a ROM BAR has at least, a guest under OVMF read zeros. */
const ROM_BYTES = 4096;
const HEADER_BYTES = 0x20;
const TEXT = 0x40;

/** What the firmware takes for none of its own, so that it does not run what is no program. */
const UNKNOWN_CODE = 0xff;

/**
 * Make an expansion ROM that says which file it stands for.
 *
 * @see PCI Firmware Specification 3.0, 5.1 (header and data structure of a ROM)
 */
export function makeRom(name: string): Buffer {
  const rom = Buffer.alloc(ROM_BYTES);
  rom.writeUInt16BE(0x55aa, 0);
  rom.writeUInt8(rom.length / BLOCK_BYTES, 2);
  rom.writeUInt16LE(HEADER_BYTES, 0x18);
  rom.write('PCIR', HEADER_BYTES);
  rom.writeUInt16LE(0x18, HEADER_BYTES + 0x0a);
  rom.writeUInt16LE(rom.length / BLOCK_BYTES, HEADER_BYTES + 0x10);
  rom.writeUInt8(UNKNOWN_CODE, HEADER_BYTES + 0x14);
  // The last of its images.
  rom.writeUInt8(0x80, HEADER_BYTES + 0x15);
  rom.write(`${name}\0`, TEXT);
  return rom;
}

/** Read the name out of what a guest sees of a ROM; undefined where it is another. */
export function readRomName(rom: Buffer): string | undefined {
  if (rom.length <= TEXT || rom.readUInt16BE(0) !== 0x55aa || rom[HEADER_BYTES + 0x14] !== UNKNOWN_CODE)
    return undefined;
  return rom.toString('utf8', TEXT).split('\0')[0];
}

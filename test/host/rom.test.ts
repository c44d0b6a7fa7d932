import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PtxError } from '../../src/errors.js';
import { inspectRom, MAX_ROM_BYTES, trimRom } from '../../src/host/rom.js';
import { matchRomDevice } from '../../src/host/rom-device.js';
import { seedLaws } from '../helpers/law-runs.js';
import { BLOCK, makeBoth, makeImage, makeNvidiaHeader } from '../helpers/rom.js';

seedLaws();

const notesOf = (rom: Uint8Array) => inspectRom(rom).notes.map(({ code, offset }) => [code, offset]);

describe('inspectRom', () => {
  it('walks the images of a card', () => {
    expect(inspectRom(makeBoth())).toMatchObject({
      size: 5 * BLOCK,
      images: [
        {
          offset: 0,
          codeType: 0,
          vendor: '10de',
          device: '1c03',
          class: '030000',
          length: 1024,
          last: false,
          efi: null,
        },
        {
          ...{ offset: 1024, codeType: 3, vendor: '10de', device: '1c03', class: '030000', length: 1536, last: true },
          efi: { machine: 'x64', subsystem: 'boot-service-driver', isCompressed: false, isLoadable: true },
        },
      ],
      ...{ start: 0, end: 2560, behind: 'nothing', uefiCapable: true, uefiMachines: ['x64'], biosCapable: true },
      ...{ checksumOk: true, nvidiaHeaderOffset: null, notes: [] },
    });
  });

  it('tells a card for a BIOS from one for UEFI', () => {
    const capable = (rom: Buffer) => {
      const { uefiCapable, biosCapable } = inspectRom(rom);
      return { uefiCapable, biosCapable };
    };
    expect(capable(makeImage())).toEqual({ uefiCapable: false, biosCapable: true });
    expect(capable(makeImage({ codeType: 3 }))).toEqual({ uefiCapable: true, biosCapable: false });
    expect(capable(makeImage({ codeType: 1 }))).toEqual({ uefiCapable: false, biosCapable: false });
  });

  it.each([
    [0x8664, 'x64', true],
    [0x014c, 'ia32', false],
    [0xaa64, 'aarch64', false],
    [0x1234, '0x1234', false],
  ])('names the machine type 0x%i', (machine, name, uefiCapable) => {
    const inspection = inspectRom(makeImage({ codeType: 3, efi: { machine } }));
    expect(inspection).toMatchObject({ uefiCapable, uefiMachines: [name], images: [{ efi: { machine: name } }] });
  });

  it.each([
    ['an application', { efi: { subsystem: 0x0a } }, false],
    ['a runtime driver', { efi: { subsystem: 0x0c } }, true],
    ['a compressed driver', { efi: { compression: 1 } }, true],
    ['an unknown compression', { efi: { compression: 2 } }, false],
    ['more to load than there is', { initBlocks: 3 }, false],
    ['a program behind its end', { efi: { header: 0x400 } }, false],
  ])('knows whether UEFI loads %s', (_, parts, isLoadable) => {
    const rom = makeImage({ codeType: 3, ...parts });
    expect(inspectRom(rom)).toMatchObject({ uefiCapable: isLoadable, images: [{ efi: { isLoadable } }] });
    expect(notesOf(rom)).toEqual(isLoadable ? [] : [['efi-not-loadable', 0]]);
  });

  it("looks behind NVIDIA's header, and believes no 55 AA that leads nowhere", () => {
    const header = makeNvidiaHeader(0x600);
    expect(inspectRom(Buffer.concat([header, makeBoth()]))).toMatchObject({
      ...{ start: 0x600, nvidiaHeaderOffset: 0x600, images: [{ offset: 0x600 }, { offset: 0xa00 }] },
      notes: [{ code: 'begins-later', offset: 0 }],
    });
    header.fill(0, 0, 4);
    expect(inspectRom(Buffer.concat([header, makeBoth()]))).toMatchObject({ start: 0x600, nvidiaHeaderOffset: null });
  });

  it("reads NVIDIA's extension, and follows the PCI data structure all the same", () => {
    const rom = makeImage({ codeType: 3, npde: { blocks: 9, last: false } });
    expect(inspectRom(rom).images).toMatchObject([{ length: 1024, last: true, nvidia: { length: 4608, last: false } }]);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['padding', Buffer.alloc(700, 0xff)],
    ['padding', Buffer.alloc(700, 0)],
    ['data', Buffer.from('VN and what NVIDIA keeps there')],
  ] as const)('says that %s lies behind', (behind, rest) => {
    expect(inspectRom(Buffer.concat([makeBoth(), rest]))).toMatchObject({ behind, end: 2560 });
  });

  it.each([
    ['a wrong checksum', makeImage({ isChecksumWrong: true }), [['checksum-wrong', 0]]],
    ['nothing for a BIOS', makeImage({ initBlocks: 0 }), [['init-size-zero', 0]]],
    ['no EFI header', makeImage({ codeType: 3, efi: { signature: 0 } }), [['efi-header-missing', 0]]],
    ['an odd place', makeImage({ codeType: 3, pcirOffset: 0x42 }), [['pcir-unaligned', 0]]],
    ['no last image', makeImage({ last: false }), [['last-missing', 1024]]],
    ['a cut', makeBoth().subarray(0, 2000), [['image-cut-off', 1024]]],
    [
      'no length',
      makeImage({ statedBlocks: 0, last: false }),
      [
        ['length-zero', 0],
        ['data-behind', 0],
      ],
    ],
    ['more behind', Buffer.concat([makeImage(), Buffer.from('x')]), [['data-behind', 1024]]],
  ])('notes %s', (_, rom, notes) => expect(notesOf(rom)).toEqual(notes));

  it('checks what a BIOS checks: the part that it copies', () => {
    const rom = makeImage({ blocks: 4, initBlocks: 2 });
    expect(inspectRom(rom)).toMatchObject({ checksumOk: true, biosCapable: true });
    rom[3 * BLOCK] = 7;
    expect(inspectRom(rom).checksumOk).toBe(true);
    rom[BLOCK] = 7;
    expect(inspectRom(rom)).toMatchObject({ checksumOk: false, biosCapable: false });
  });

  it('loads nothing that is cut off, or that UEFI does not find', () => {
    expect(inspectRom(makeBoth().subarray(0, 2000))).toMatchObject({ uefiCapable: false, biosCapable: true });
    expect(inspectRom(makeImage({ codeType: 3, pcirOffset: 0x42 })).uefiCapable).toBe(false);
  });

  it.each([
    ['an empty file', Buffer.alloc(0), 'The file is empty'],
    ['a file of ones', Buffer.alloc(4096, 0xff), 'Every byte is 0xff'],
    ['a file of zeros', Buffer.alloc(4096), 'Every byte is 0x00'],
    ['text', Buffer.from('<domain/>'), 'There is no PCI expansion ROM in it'],
    ['an ISA ROM', Buffer.concat([Buffer.from([0x55, 0xaa, 2]), Buffer.alloc(1021)]), /^It begins with 55 AA, but/],
    ['a pointer to itself', Buffer.from([0x55, 0xaa, ...Buffer.alloc(22), 0x18, 0, ...Buffer.alloc(512)]), /55 AA/],
    ['a structure that is cut off', makeImage().subarray(0, 0x50), /55 AA/],
    ['one that is misplaced', Buffer.concat([Buffer.alloc(100, 1), makeImage()]), /^There is no PCI expansion ROM/],
    ['too many images', Buffer.concat(Array(65).fill(makeImage({ last: false }))), 'There are more than 64 images'],
  ])('refuses %s', (_, rom, message) => {
    const refusal = { code: 'ROM_MALFORMED', message: expect.stringMatching(message) };
    expect(() => inspectRom(rom)).toThrow(expect.objectContaining(refusal));
    expect(() => trimRom(rom)).toThrow(expect.objectContaining(refusal));
  });
});

describe('matchRomDevice', () => {
  const { images } = inspectRom(makeImage({ devices: [0x1c02, 0x1c81] }));

  it.each([
    ['10de:1c03', true, 'id', true],
    ['10DE:1C81', true, 'device-list', true],
    ['10de:2204', false, null, true],
    ['1002:1c03', false, null, false],
  ])('%s', (id, matches, by, isVendorSame) => {
    expect(matchRomDevice(images, id)).toEqual({ id: id.toLowerCase(), matches, by, isVendorSame });
  });

  it.each(['10de', '10de:', '10de:1c03:', '01:00.0', '0x10de:0x1c03'])('refuses %s', (id) => {
    expect(() => matchRomDevice(images, id)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
  });

  it('takes a list without an end for none', () => {
    const rom = makeImage({ devices: [0x1c02] });
    rom.fill(0x77, 0x80);
    expect(inspectRom(rom).images[0]?.devices).toEqual([]);
  });
});

describe('trimRom', () => {
  const trim = (rom: Uint8Array) => Buffer.from(trimRom(rom).bytes);

  it('cuts to the images, and changes no byte of them', () => {
    const rom = makeBoth();
    expect(trim(Buffer.concat([makeNvidiaHeader(), rom, Buffer.alloc(5000, 0xff)])).equals(rom)).toBe(true);
    expect(trim(Buffer.concat([rom, Buffer.from('VN')])).equals(rom)).toBe(true);
    expect(trim(rom).equals(rom)).toBe(true);
  });

  it.each([
    ['cut off', makeBoth().subarray(0, 2559), 'The image at 0x400 ends at 0xa00, and the file at 0x9ff'],
    ['without a length', makeImage({ statedBlocks: 0 }), 'The image at 0x0 has no length'],
  ])('refuses a ROM that is %s', (_, rom, message) => {
    expect(() => trimRom(rom)).toThrow(expect.objectContaining({ code: 'ROM_MALFORMED', message }));
  });
});

describe('what may be anything', () => {
  /** Places in a ROM that mean something, and any others. */
  const offsets = fc.oneof(
    fc.constantFrom(0, 1, 2, 0x18, 0x19, 0x40, 0x48, 0x4a, 0x4c, 0x50, 0x51, 0x54, 0x55),
    fc.nat(4096),
  );
  const image = fc.record({
    codeType: fc.constantFrom(0, 1, 3, 0x70, 0xe0),
    blocks: fc.integer({ min: 1, max: 6 }),
    statedBlocks: fc.constantFrom(0, 1, 2, 3, 6, 0xffff),
    initBlocks: fc.constantFrom(0, 1, 2, 0xff),
    last: fc.boolean(),
    devices: fc.array(fc.integer({ min: 1, max: 0xffff }), { maxLength: 4 }),
  });
  const mutated = fc
    .record({
      header: fc.constantFrom(0, 0x200, 0x600),
      images: fc.array(image, { minLength: 1, maxLength: 4 }),
      changes: fc.array(fc.tuple(offsets, fc.integer({ min: 0, max: 0xff })), { maxLength: 12 }),
      rest: fc.uint8Array({ maxLength: 600 }),
      cut: fc.option(fc.nat(8192)),
    })
    .map(({ header, images, changes, rest, cut }) => {
      const rom = Buffer.concat([
        makeNvidiaHeader(Math.max(header, 0x21a)).subarray(0, header),
        ...images.map(makeImage),
        rest,
      ]);
      for (const [offset, byte] of changes) if (offset < rom.length) rom[offset] = byte;
      return new Uint8Array(rom.subarray(0, cut ?? rom.length));
    });

  it.each([
    ['random bytes', fc.uint8Array({ maxLength: 4096 })],
    ['ROMs that were tampered with', mutated],
  ])('%s are walked or refused, and cut without a change', (_, roms) => {
    let walked = 0;
    fc.assert(
      fc.property(roms, (rom) => {
        const before = Buffer.from(rom);
        const inspection = attempt(() => inspectRom(rom));
        const trimmed = attempt(() => trimRom(rom));
        expect(before.equals(rom)).toBe(true);
        if (inspection === undefined) {
          expect(trimmed).toBeUndefined();
          return;
        }
        walked += 1;
        expect(inspection.images.length).toBeGreaterThan(0);
        let next = inspection.start;
        for (const { offset, length } of inspection.images) {
          expect(offset).toBe(next);
          next = offset + length;
        }
        expect(inspection.end).toBe(next);
        expect(JSON.parse(JSON.stringify(inspection))).toEqual(inspection);
        if (trimmed === undefined) return;
        expect(before.subarray(inspection.start, inspection.end).equals(trimmed.bytes)).toBe(true);
        expect(Buffer.from(trimRom(trimmed.bytes).bytes).equals(trimmed.bytes)).toBe(true);
      }),
      { numRuns: 3000 },
    );
    if (roms === mutated) expect(walked).toBeGreaterThan(1000);
  });

  it('takes no long time for the largest files', () => {
    const start = performance.now();
    for (const rom of [
      Buffer.alloc(MAX_ROM_BYTES, Buffer.from([0x55, 0xaa])),
      Buffer.alloc(MAX_ROM_BYTES, Buffer.concat([Buffer.from([0x55, 0xaa]), Buffer.alloc(510)])),
      Buffer.alloc(MAX_ROM_BYTES, makeImage({ last: false, blocks: 1 })),
    ]) {
      expect(attempt(() => inspectRom(rom))).toBeUndefined();
    }
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe('ROMs that Debian packages ship', () => {
  const ROMS: readonly [folder: string, names: RegExp, isUefi: boolean][] = [
    ['/usr/lib/ipxe/qemu', /^efi-.*\.rom$/, true],
    ['/usr/lib/ipxe/qemu', /^pxe-.*\.rom$/, false],
    ['/usr/share/seabios', /^vgabios-(ati|bochs-display|cirrus|qxl|stdvga|virtio|vmware)\.bin$/, false],
  ];

  it.each(ROMS)('%s: %s', (folder, names, isUefi) => {
    const files = existsSync(folder) ? readdirSync(folder).filter((name) => names.test(name)) : [];
    if (files.length === 0) return skip(`no ${names} in ${folder}`);
    for (const name of files) {
      const rom = readFileSync(`${folder}/${name}`);
      const inspection = inspectRom(rom);
      expect(inspection, name).toMatchObject({
        ...{ start: 0, end: rom.length, behind: 'nothing', checksumOk: true, biosCapable: true, uefiCapable: isUefi },
        ...{ nvidiaHeaderOffset: null, notes: [] },
      });
      expect(inspection.images.map(({ codeType }) => codeType)).toEqual(isUefi ? [0, 3] : [0]);
      expect(Buffer.from(trimRom(rom).bytes).equals(rom), name).toBe(true);
    }
  });

  it('reads the id of each, and the list of further devices', () => {
    const file = '/usr/lib/ipxe/qemu/efi-e1000.rom';
    if (!existsSync(file)) return skip(`no ${file}`);
    const [bios, uefi] = inspectRom(readFileSync(file)).images;
    expect(bios).toMatchObject({ vendor: '8086', device: '100e', class: '020000', devices: ['100e'] });
    expect(uefi).toMatchObject({ vendor: '8086', device: '100e', efi: { machine: 'x64' } });
  });

  it.each(['vgabios.bin', 'vgabios-isavga.bin'])('refuses %s, which is for ISA', (name) => {
    const file = `/usr/share/seabios/${name}`;
    if (!existsSync(file)) return skip(`no ${file}`);
    expect(() => inspectRom(readFileSync(file))).toThrow(expect.objectContaining({ code: 'ROM_MALFORMED' }));
  });
});

/** What is not installed may be missing on the machine of a developer, and nowhere else. */
function skip(what: string): void {
  expect(process.env.CI, `${what}: install ipxe-qemu and seabios`).toBeUndefined();
  console.log(`SKIPPED: ${what}`);
}

function attempt<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof PtxError && error.code === 'ROM_MALFORMED') return undefined;
    throw error;
  }
}

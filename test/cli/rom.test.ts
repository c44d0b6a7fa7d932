import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { processIo } from '../../src/cli/io.js';
import { main } from '../../src/cli/main.js';
import { inspectRom } from '../../src/host/rom.js';
import { makeBoth, makeImage, makeNvidiaHeader } from '../helpers/rom.js';
import { runPtx } from './memory-io.js';

const ROM = makeBoth({ devices: [0x1c02] });
const DUMP = Buffer.concat([makeNvidiaHeader(), ROM, Buffer.alloc(512, 0xff)]);
const files = { 'gpu.rom': ROM, 'dump.rom': DUMP, 'none.rom': Buffer.alloc(2048, 0xff) };

describe('ptx rom inspect', () => {
  it('says what a ROM holds, and what a guest makes of it', async () => {
    expect(await runPtx(['rom', 'inspect', 'gpu.rom'], { files })).toMatchObject({
      code: 0,
      stderr: '',
      stdout: `gpu.rom  2 images, 2560 of 2560 bytes

Images
  0x0    BIOS      10de:1c03  class 030000  1024 bytes  checksum right, 1 device listed
  0x400  UEFI x64  10de:1c03  class 030000  1536 bytes  boot service driver, 1 device listed, last

File
  In front    nothing
  Behind      nothing

For a guest
  OVMF        runs the UEFI driver of this ROM: the card works before the guest has loaded its own
  SeaBIOS     runs the BIOS image of this ROM, on the device that the image names
`,
    });
  });

  it('says what is wrong with a dump', async () => {
    const { code, stdout } = await runPtx(['rom', 'inspect', '-'], { stdin: DUMP });
    expect(code).toBe(0);
    expect(stdout).toContain(`<stdin>  2 images, 2560 of 4608 bytes`);
    expect(stdout).toContain(`
  In front    1536 bytes, with NVIDIA's own header
  Behind      512 bytes of padding
  !  The ROM does not begin here: no firmware finds its images (0x0)

For a guest
  As it is    no firmware finds an image: cut it first, with "ptx rom trim"
`);
  });

  it.each([
    ['wrong.rom', makeImage({ isChecksumWrong: true }), 'refuses the BIOS image for its checksum'],
    ['uefi.rom', makeImage({ codeType: 3 }), 'there is no BIOS image to run'],
    ['bios.rom', makeImage(), 'without a UEFI driver the card shows nothing'],
    ['ia32.rom', makeImage({ codeType: 3, efi: { machine: 0x14c } }), 'its UEFI driver is for ia32, not for x64'],
    ['more.rom', Buffer.concat([ROM, Buffer.from('VN')]), '2 bytes of other data'],
    ['private.rom', makeImage({ codeType: 0xe0 }), 'type 0xe0'],
  ])('says of %s: %s', async (name, rom, words) => {
    const { code, stdout } = await runPtx(['rom', 'inspect', name], { files: { [name]: rom } });
    expect(code).toBe(0);
    expect(stdout.replace(/\s+/g, ' ')).toContain(words);
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  it.each([
    [0x020000, 'over this network'],
    [0x010000, 'from its disks'],
    [0x0c0000, 'does nothing before'],
  ])('says what a card of class %i lacks without a UEFI driver', async (code, words) => {
    const rom = makeImage({ class: code });
    const { stdout } = await runPtx(['rom', 'inspect', 'x.rom'], { files: { 'x.rom': rom } });
    expect(stdout.replace(/\s+/g, ' ')).toContain(words);
    expect(stdout).not.toContain('shows nothing');
  });

  it('says first that a file is cut off, and judges nothing that is not there', async () => {
    const half = { 'half.rom': ROM.subarray(0, 700) };
    const { code, stdout } = await runPtx(['rom', 'inspect', 'half.rom', '--device', '10de:1c03'], { files: half });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^half\.rom {2}TRUNCATED: 1 image, of which the file has 700 bytes and 324 are missing\n/);
    expect(stdout).toContain('  As it is    nothing can be said of it: copy or dump it again\n');
    expect(stdout).not.toMatch(/checksum|OVMF|SeaBIOS/);
    const json = await runPtx(['rom', 'inspect', 'half.rom', '--format', 'json'], { files: half });
    expect(JSON.parse(json.stdout)).toMatchObject({ truncated: true, checksumOk: false, images: [{ checksum: null }] });
  });

  it('has no guest run a ROM on a device that it is not for', async () => {
    const { stdout } = await runPtx(['rom', 'inspect', 'gpu.rom', '--device', '1002:687f'], { files });
    expect(stdout.replace(/\s+/g, ' ')).toContain('does not drive 1002:687f');
    expect(stdout.replace(/\s+/g, ' ')).toContain('does not run the BIOS image');
  });

  it.each([
    ['10de:1c03', 0, '10de:1c03: the ROM is for it'],
    ['10DE:1c02', 0, '10de:1c02: the ROM lists it among further devices'],
    ['10de:2204', 1, '10de:2204: the ROM is for another device of this vendor'],
    ['1002:687f', 1, '1002:687f: the ROM is for another vendor'],
  ])('--device %s exits %i', async (id, code, words) => {
    const outcome = await runPtx(['rom', 'inspect', 'gpu.rom', '--device', id], { files });
    expect(outcome).toMatchObject({ code, stderr: '' });
    expect(outcome.stdout).toContain(`  Device      ${words}\n`);
    const json = await runPtx(['rom', 'inspect', 'gpu.rom', '--device', id, '--format=json'], { files });
    expect(json.code).toBe(code);
    expect(JSON.parse(json.stdout).match).toMatchObject({ matches: code === 0 });
  });

  it('prints JSON', async () => {
    const { stdout } = await runPtx(['rom', 'inspect', 'dump.rom', '--format', 'json'], { files });
    expect(JSON.parse(stdout)).toEqual(inspectRom(DUMP));
  });

  it('colours on request', async () => {
    const colored = await runPtx(['rom', 'inspect', 'dump.rom', '--color=always'], { files });
    const plain = await runPtx(['rom', 'inspect', 'dump.rom'], { files });
    expect(colored.stdout).not.toBe(plain.stdout);
    expect(stripVTControlCharacters(colored.stdout)).toBe(plain.stdout);
  });
});

describe('ptx rom trim', () => {
  it('writes exactly the images', async () => {
    const { code, stdout, stderr, bytes } = await runPtx(['rom', 'trim', 'dump.rom', '-o', 'new.rom'], { files });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toBe('dump.rom: cut 1536 bytes in front and 512 behind, 2560 bytes are left\n');
    expect(ROM.equals(bytes.files.get('new.rom') ?? Buffer.alloc(0))).toBe(true);
  });

  it('writes to a pipe', async () => {
    const { code, stderr, bytes } = await runPtx(['rom', 'trim', 'gpu.rom'], { files });
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'gpu.rom: nothing to cut, 2560 bytes are left\n' });
    expect(ROM.equals(bytes.stdout)).toBe(true);
  });

  it('writes to no terminal', async () => {
    const outcome = await runPtx(['rom', 'trim', 'gpu.rom'], { files, io: { isStdoutTerminal: true } });
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain('standard output is a terminal: name a file with -o');
  });
});

describe('ptx rom', () => {
  it.each([
    [['rom', 'inspect', 'none.rom'], 3, 'ptx: none.rom: ROM_MALFORMED: Every byte is 0xff\n'],
    [['rom', 'trim', 'none.rom', '-o', 'x'], 3, 'ptx: none.rom: ROM_MALFORMED: Every byte is 0xff\n'],
    [['rom', 'inspect', 'missing'], 3, 'ptx: missing: FILE_UNREADABLE: '],
    [['rom', 'inspect', 'gpu.rom', '--device', '01:00.0'], 2, 'OPTION_INVALID: Expected a PCI id such as "10de:1c03"'],
    [['rom', 'inspect'], 2, 'ptx: USAGE: Expected a FILE\n  See "ptx rom inspect --help"\n'],
    [['rom', 'trim', 'a', 'b'], 2, 'ptx: USAGE: Expected one FILE, found "a", "b"\n'],
    [['rom', 'inspekt', 'a'], 2, 'ptx: USAGE: Unknown command "rom inspekt"\n  Did you mean "inspect"?\n'],
    [['rom', 'xyzzy'], 2, 'ptx: USAGE: Unknown command "rom xyzzy"\n  See "ptx rom --help"\n'],
    [['rom'], 2, 'ptx: USAGE: Expected a command of "ptx rom": inspect, dump, trim\n  See "ptx rom --help"\n'],
    [['rom', '--format'], 2, 'ptx: USAGE: Expected a command of "ptx rom": inspect, dump, trim\n'],
  ])('%j', async (argv, code, message) => {
    const outcome = await runPtx(argv, { files });
    expect(outcome).toMatchObject({ code, stdout: '', bytes: { files: new Map() } });
    expect(outcome.stderr).toContain(message);
  });

  it.each([[['rom', '--help']], [['help', 'rom']], [['rom', '-h']]])('%j lists its commands', async (argv) => {
    const { code, stdout } = await runPtx(argv);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: ptx rom COMMAND \[ARGUMENTS\]\n/);
    expect(stdout).toMatch(/\n {2}inspect {5}.*\n {2}dump {8}.*\n {2}trim {8}/);
  });

  it.each([[['rom', 'trim', '--help']], [['help', 'rom', 'trim']]])('%j is the help of one', async (argv) => {
    expect((await runPtx(argv)).stdout).toMatch(/^Usage: ptx rom trim FILE\|- \[-o FILE\]\n/);
  });

  it('reads no more than a ROM can have, though a file has no end', async () => {
    let stderr = '';
    const writeStderr = (text: string) => {
      stderr += text;
    };
    expect(await main(['rom', 'inspect', '/dev/zero'], { ...processIo(), writeStderr })).toBe(3);
    expect(stderr).toBe('ptx: /dev/zero: FILE_TOO_LARGE: Expected at most 64 MiB\n');
  });
});

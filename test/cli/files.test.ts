import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeUtf8 } from '../../src/cli/decode-utf8.js';
import { replaceFile } from '../../src/cli/files.js';

vi.mock('node:fs/promises', async (importOriginal) => {
  const actual = await importOriginal<typeof import('node:fs/promises')>();
  return { ...actual, rename: vi.fn(actual.rename) };
});

describe('decodeUtf8', () => {
  it.each(['', 'a', '\uFEFF<a/>', 'ü€😀\uFFFD\r\n', '\uFFFE'])('keeps %j', (text) => {
    expect(decodeUtf8(Buffer.from(text))).toBe(text);
  });

  const wide = (text: string, width: number) =>
    [...text].flatMap((char) => [...Buffer.from(char), ...Array(width - 1).fill(0)]);
  it.each([
    ['UTF-16LE', [0xff, 0xfe, ...wide('<a/>', 2)]],
    ['UTF-16BE', [0xfe, 0xff, ...wide('<a/>', 2).reverse()]],
    ['UTF-16LE', wide('<a/>', 2)],
    ['UTF-16BE', wide('>/a<', 2).reverse()],
    ['UTF-32LE', [0xff, 0xfe, 0, 0, ...wide('<a/>', 4)]],
    ['UTF-32BE', [0, 0, 0xfe, 0xff, ...wide('>/a<', 4).reverse()]],
    ['UTF-32LE', wide('<a/>', 4)],
    ['UTF-32BE', wide('>/a<', 4).reverse()],
    ['ISO-8859-1', Buffer.from('<?xml version="1.0" encoding=\'ISO-8859-1\'?><a>\xfc</a>', 'latin1')],
  ])('refuses %s by name', (encoding, bytes) => {
    expect(() => decodeUtf8(Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ code: 'XML_ENCODING_UNSUPPORTED', message: `Encoding "${encoding}" is not supported` }),
    );
  });

  it.each([
    ['a lone byte', 'ab\xfccd', '0xFC', 1, 3],
    ['after whole characters', '<a>\n\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80\xff', '0xFF', 2, 5],
    ['after a byte order mark', '\xef\xbb\xbf\x80', '0x80', 1, 1],
    ['a character that breaks off', 'a\r\nb\xe2\x82<', '0xE2', 2, 2],
    ['a character that ends the file', 'abc\xf0\x9f', '0xF0', 1, 4],
    ['an overlong form', '\xc0\x80', '0xC0', 1, 1],
    ['a surrogate', 'a\xed\xa0\x80', '0xED', 1, 2],
    ['a file that says it is UTF-8', '<?xml version="1.0" encoding="utf-8"?>\n\xff', '0xFF', 2, 1],
  ])('points at the first byte that is not UTF-8: %s', (_name, bytes, byte, line, column) => {
    expect(() => decodeUtf8(Buffer.from(bytes, 'latin1'))).toThrow(
      expect.objectContaining({
        code: 'XML_NOT_WELL_FORMED',
        message: `Not well-formed XML: byte ${byte} is not UTF-8`,
        location: { line, column },
      }),
    );
  });
});

describe('replaceFile', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  const mode = async (name: string) => (await stat(at(name))).mode & 0o7777;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ptx-files-'));
  });
  afterEach(async () => {
    await chmod(folder, 0o700);
    await rm(folder, { recursive: true });
  });

  it('writes a new file with the mode of the umask', async () => {
    await replaceFile(at('new'), 'ü');
    expect(await readFile(at('new'), 'utf8')).toBe('ü');
    expect(await mode('new')).toBe(0o666 & ~process.umask());
    expect(await readdir(folder)).toEqual(['new']);
  });

  it.each([0o600, 0o640, 0o664, 0o444])('keeps mode %o', async (wanted) => {
    await writeFile(at('old'), 'old');
    await chmod(at('old'), wanted);
    await replaceFile(at('old'), 'new');
    expect(await mode('old')).toBe(wanted);
    expect(await readFile(at('old'), 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['old']);
  });

  it('puts another file in place instead of writing into the old one', async () => {
    await writeFile(at('old'), 'old');
    const { ino } = await stat(at('old'));
    await replaceFile(at('old'), 'new');
    expect((await stat(at('old'))).ino).not.toBe(ino);
  });

  it.each(['present', 'absent'])('keeps a symbolic link whose target is %s', async (state) => {
    await mkdir(at('real'));
    if (state === 'present') await writeFile(at('real/target'), 'old');
    await symlink('real/target', at('inner'));
    await symlink('inner', at('outer'));
    await replaceFile(at('outer'), 'new');
    expect((await lstat(at('outer'))).isSymbolicLink()).toBe(true);
    expect(await readlink(at('inner'))).toBe('real/target');
    expect(await readFile(at('real/target'), 'utf8')).toBe('new');
    expect((await readdir(folder)).sort()).toEqual(['inner', 'outer', 'real']);
    expect(await readdir(at('real'))).toEqual(['target']);
  });

  it('writes to a device instead of replacing it', async () => {
    await symlink('/dev/null', at('null'));
    await replaceFile(at('null'), 'gone');
    expect((await stat(at('null'))).isCharacterDevice()).toBe(true);
  });

  it('leaves no temporary file behind when it fails', async () => {
    await writeFile(at('old'), 'old');
    vi.mocked(rename).mockRejectedValueOnce(new Error("EPERM: operation not permitted, rename 'a' -> 'b'"));
    await expect(replaceFile(at('old'), 'new')).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      message: 'Cannot write: operation not permitted',
    });
    expect(await readFile(at('old'), 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['old']);
  });

  it.each([
    ['missing/file', 'no such file or directory'],
    ['.', 'illegal operation on a directory'],
    ['file/below', 'not a directory'],
    ['loop', 'too many symbolic links encountered'],
  ])('refuses %s', async (name, reason) => {
    await writeFile(at('file'), '');
    await symlink('loop', at('loop'));
    await expect(replaceFile(at(name), 'x')).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      message: `Cannot write: ${reason}`,
    });
    expect((await readdir(folder)).sort()).toEqual(['file', 'loop']);
  });

  it('refuses a folder that may not be written', async () => {
    await chmod(folder, 0o555);
    // root may write everywhere, so become nobody for a moment.
    const user = process.geteuid?.();
    if (user === 0) process.seteuid?.(65534);
    try {
      await expect(replaceFile(at('x'), 'x')).rejects.toMatchObject({
        code: 'FILE_UNWRITABLE',
        message: 'Cannot write: permission denied',
      });
    } finally {
      if (user === 0) process.seteuid?.(0);
    }
  });
});

import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processIo } from '../../src/cli/io.js';
import { main } from '../../src/cli/main.js';

/** libvirt drops `<hidden>`. */
const BAD = `<domain type='kvm'>
  <name>win10</name>
  <features>
    <kvm>
      <hidden state='on'/>
    </kvm>
    <kvm/>
  </features>
</domain>
`;

const PROCESS = processIo();

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ptx-files-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Readonly<Record<string, string>>) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
}

/** Run `ptx lint` on real files below the root. */
async function lint(...operands: readonly string[]) {
  let stdout = '';
  let stderr = '';
  const io = {
    ...PROCESS,
    cwd: root,
    writeStdout: async (content: string | Uint8Array) => {
      stdout += content.toString();
    },
    writeStderr: (text: string) => {
      stderr += text;
    },
  };
  const named = operands.map((operand) => (operand.startsWith('--') ? operand : `${root}/${operand}`));
  const code = await main(['lint', '--no-config', ...named], io);
  const cut = (text: string) => text.replaceAll(`${root}/`, '');
  const paths: string[] = [];
  if (stdout.startsWith('{')) {
    for (const file of JSON.parse(stdout).files) paths.push(cut(file.path));
  }
  return { code, stdout: cut(stdout), stderr: cut(stderr), paths };
}

const list = async (...operands: readonly string[]) => (await lint(...operands, '--format=json')).paths;

describe('a file', () => {
  it('is looked at once, whatever it is called', async () => {
    write({ 'a/x.xml': BAD });
    symlinkSync('a/x.xml', join(root, 'link.xml'));
    symlinkSync('a', join(root, 'b'));
    expect(await list('a/x.xml', './a/x.xml', 'a/../a/x.xml', 'link.xml', 'b', 'b/*.xml', 'a')).toEqual(['a/x.xml']);
    expect(await list('link.xml', 'a')).toEqual(['link.xml']);
    expect((await lint('a/x.xml', 'link.xml')).stdout).not.toContain('fleet-');
  });

  it('under two names is two files where nothing leads from one to the other', async () => {
    write({ 'a/x.xml': BAD });
    linkSync(join(root, 'a/x.xml'), join(root, 'a/y.xml'));
    expect(await list('a')).toEqual(['a/x.xml', 'a/y.xml']);
  });

  it('counts as named where it is named once', async () => {
    write({ 'a/net.xml': '<network/>' });
    for (const operands of [
      ['a', 'a/net.xml'],
      ['a/net.xml', 'a'],
    ])
      expect(await list(...operands)).toEqual(['a/net.xml']);
  });
});

describe('--fix', () => {
  it('mends what a link that is named points at, and leaves the link one', async () => {
    write({ 'elsewhere/x.xml': BAD });
    symlinkSync('elsewhere/x.xml', join(root, 'link.xml'));
    await lint('link.xml', '--fix');
    expect(readlinkSync(join(root, 'link.xml'))).toBe('elsewhere/x.xml');
    expect(readFileSync(join(root, 'elsewhere/x.xml'), 'utf8').match(/<kvm>/g)).toHaveLength(1);
  });

  it.each([['walk'], ['walk/*.xml'], ['walk/**']])('writes nothing outside of what %s walks', async (operand) => {
    write({ 'elsewhere/x.xml': BAD, 'walk/own.xml': BAD });
    symlinkSync('../elsewhere/x.xml', join(root, 'walk/link.xml'));
    symlinkSync('../elsewhere', join(root, 'walk/folder'));
    await lint(operand, '--fix');
    expect(readFileSync(join(root, 'elsewhere/x.xml'), 'utf8')).toBe(BAD);
    expect(readFileSync(join(root, 'walk/own.xml'), 'utf8')).not.toBe(BAD);
  });
});

describe('a .gitignore', () => {
  it('above a folder counts as far as the repository goes', async () => {
    const files = { 'repo/.gitignore': 'old/\n*.new.xml\n', 'repo/a/b/old/x.xml': BAD, 'repo/a/b/y.new.xml': BAD };
    write({ '.gitignore': 'keep.xml', ...files, 'repo/a/b/keep.xml': BAD });
    expect(await list('repo/a/b')).toHaveLength(3);
    mkdirSync(join(root, 'repo/.git'));
    expect(await list('repo/a/b')).toEqual(['repo/a/b/keep.xml']);
    expect(await list('repo/a/b/*.xml')).toEqual(['repo/a/b/keep.xml']);
  });

  it('below says the last word, and what is left out as a whole is looked at where it is named', async () => {
    write({ 'repo/.git/HEAD': '', 'repo/.gitignore': 'build/\n*.tmp.xml\n', 'repo/a/.gitignore': '!x.tmp.xml\r\n' });
    write({ 'repo/a/x.tmp.xml': BAD, 'repo/a/y.tmp.xml': BAD, 'repo/build/z.xml': BAD });
    expect(await list('repo')).toEqual(['repo/a/x.tmp.xml']);
    expect(await list('repo/a')).toEqual(['repo/a/x.tmp.xml']);
    expect(await list('repo/build')).toEqual(['repo/build/z.xml']);
  });

  it('tells upper case from lower case', async () => {
    write({ '.gitignore': 'OLD/\n', 'old/x.xml': BAD, 'OLD/y.xml': BAD });
    expect(await list('')).toEqual(['old/x.xml']);
  });

  it('may name folders at any depth as often as it likes', async () => {
    write({ '.gitignore': 'old/\n**/a/**/b/**/c/**\n', 'x.xml': BAD, 'a/b/c/y.xml': BAD, 'a/z/b/z/c/z/y.xml': BAD });
    expect(await list('')).toEqual(['x.xml']);
  });
});

describe('a pattern', () => {
  it('takes groups', async () => {
    write({ 'a/x.xml': BAD, 'b/x.xml': BAD, 'c/y.xml': BAD, '{d,e}.xml': BAD });
    expect(await list('{a,c}/*.xml')).toEqual(['a/x.xml', 'c/y.xml']);
    expect(await list('{a/x,{b/x,c/y}}.xml')).toEqual(['a/x.xml', 'b/x.xml', 'c/y.xml']);
    expect(await list('{d,e}.xml')).toEqual(['{d,e}.xml']);
  });

  it('is refused where it stands for too many', async () => {
    const { code, stderr } = await lint('{a,b}'.repeat(30));
    expect([code, stderr]).toEqual([2, expect.stringContaining('more than 1000')]);
  });
});

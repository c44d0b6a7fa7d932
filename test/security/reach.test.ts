import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BackupStore } from '../../src/cli/backup-store.js';
import { hookPath } from '../../src/host/hook/hook-script.js';
import { inspectRom, MAX_ROM_BYTES } from '../../src/host/rom.js';
import { DOMAIN, runPtx } from '../cli/memory-io.js';
import { withFolder } from '../helpers/host-tree.js';

const SOURCES = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(join('src', file), 'utf8') }));

/** The modules of Node that sources import, each with the files that do. */
const IMPORTED = new Map<string, string[]>();
for (const { file, text } of SOURCES) {
  for (const [, name = ''] of text.matchAll(/from '(node:[^']+)'|import\('(node:[^']+)'\)/g)) {
    IMPORTED.set(name, [...(IMPORTED.get(name) ?? []), file]);
  }
}

it('nothing imports what reaches for the network', () => {
  expect(
    [...IMPORTED.keys()].filter((name) => /:(net|tls|dgram|dns|https?|http2|inspector|cluster)\b/.test(name)),
  ).toEqual([]);
  expect(IMPORTED.get('node:fs/promises')?.length).toBeGreaterThan(5);
  expect(
    SOURCES.filter(({ text }) => /\b(fetch|WebSocket|XMLHttpRequest)\(/.test(text)).map(({ file }) => file),
  ).toEqual([]);
});

it('nothing makes code of text, and two files start programs, without a shell', () => {
  const evaluating = SOURCES.filter(({ text }) => /\beval\(|new Function\(|node:vm|node:worker_threads/.test(text));
  expect(evaluating.map(({ file }) => file)).toEqual([]);
  expect(IMPORTED.get('node:child_process')?.sort()).toEqual(['cli/interaction.ts', 'host/node/run-program.ts']);
  for (const file of IMPORTED.get('node:child_process') ?? []) {
    const text = readFileSync(join('src', file), 'utf8');
    expect(text).toMatch(/import \{ spawn \} from 'node:child_process'/);
    expect(text).not.toMatch(/shell:/);
  }
});

it('modules are loaded by names that stand in the sources', () => {
  const loads = SOURCES.flatMap(({ file, text }) =>
    [...text.matchAll(/\bimport\(([^)]*)\)/g)].map(([, name = '']) => ({ file, name })),
  );
  expect(loads.length).toBeGreaterThan(20);
  expect(loads.filter(({ name }) => !/^'[^']+'$/.test(name))).toEqual([]);
  expect(SOURCES.filter(({ text }) => /(?<![.#\w])require\(|createRequire/.test(text)).map(({ file }) => file)).toEqual(
    [],
  );
});

/** Files that a document may name; none of them is there to be read. */
const NAMING = DOMAIN.replace(
  '  <features>',
  `  <metadata><x xmlns='file:///etc/shadow'/></metadata>
  <devices>
    <disk type='file'><source file='/etc/shadow'/><target dev='vda'/></disk>
    <hostdev mode='subsystem' type='pci'><source><address bus='1' slot='0' function='0'/></source><rom file='/roms/a.rom'/></hostdev>
  </devices>
  <features>`,
);

/** Run a command, and list the files that it read. */
async function listRead(argv: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const all: Readonly<Record<string, string>> = { 'a.xml': NAMING, '/roms/a.rom': 'root:secret\n', ...files };
  const read: string[] = [];
  const readFile = async (path: string) => {
    read.push(path);
    if (all[path] === undefined) throw new Error('ENOENT: no such file or directory');
    return Buffer.from(all[path]);
  };
  const outcome = await runPtx(argv, { files: all, io: { readFile } });
  return { ...outcome, read: read.sort() };
}

it('a document has no file read, but for the ROMs that lint looks into', async () => {
  expect((await listRead(['transform', 'a.xml', '--hide-kvm'])).read).toEqual(['a.xml']);
  expect((await listRead(['inspect', 'a.xml'])).read).toEqual(['a.xml']);
  expect((await listRead(['diff', 'a.xml', 'a.xml'])).read).toEqual(['a.xml', 'a.xml']);
  const linted = await listRead(['lint', 'a.xml', '--format=json']);
  expect(linted.read).toEqual(['/roms/a.rom', 'a.xml']);
  expect(linted.stdout + linted.stderr).not.toContain('secret');
});

it('a steps file and a device map have no file read', async () => {
  const files = {
    's.yaml': 'steps:\n  - set-hostdev-rom: { address: 01:00.0, file: /etc/shadow }\n',
    'd.yaml': 'gpu0: { a: 01:00.0 }\n',
  };
  const { code, read } = await listRead(
    ['transform', 'a.xml', '--steps=s.yaml', '--devices=d.yaml', '--node=a'],
    files,
  );
  expect([code, read]).toEqual([0, ['a.xml', 'd.yaml', 's.yaml']]);
});

it('a configuration names patterns below its folder', async () => {
  for (const pattern of ['../x', '..', './../x', '!../x']) {
    const { code, stderr } = await listRead(['lint', 'a.xml', '--config=c.yaml'], {
      'c.yaml': `ignore: ['${pattern}']\n`,
    });
    expect([code, stderr]).toEqual([2, expect.stringContaining('stays below the folder')]);
  }
});

it('a name of a domain leads to no other folder', async () => {
  await withFolder(async (state) => {
    const io = { env: { XDG_STATE_HOME: state } } as unknown as ConstructorParameters<typeof BackupStore>[0];
    for (const name of ['../../../../etc/x', '..', '/etc/x', `${'a/'.repeat(200)}b`, '.', 'a\0b']) {
      const { path } = await new BackupStore(io, `qemu:///${name}`).keep(name, '<domain/>');
      expect(path.slice(state.length)).toMatch(/^\/ptx\/edit\/[^/]+\/[^/]+\/[^/]+\.xml$/);
      expect(path).not.toMatch(/\/\.\.?(\/|$)/);
    }
    expect(readdirSync(state)).toEqual(['ptx']);
  });
  for (const name of ['..', '../../x', '.', '/x']) {
    expect(hookPath(name)).toMatch(/^\/etc\/libvirt\/hooks\/qemu\.d\/ptx-[^/.]+$/);
  }
});

it('a ROM shows ids and sizes, and no byte of a file that is none', () => {
  const secret = Buffer.from(`root:$y$secret:19000::::::\n`.repeat(100));
  const withHeader = Buffer.concat([Buffer.from([0x55, 0xaa]), secret]);
  for (const bytes of [secret, withHeader]) {
    expect(() => inspectRom(bytes)).toThrow(expect.objectContaining({ code: 'ROM_MALFORMED' }));
    try {
      inspectRom(bytes);
    } catch (error) {
      expect(JSON.stringify({ ...(error as object), message: String(error) })).not.toMatch(/root|secret|19000/);
    }
  }
  expect(MAX_ROM_BYTES).toBeLessThanOrEqual(64 << 20);
});

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WriteFile } from '../../src/host/action.js';
import type { HostPlan } from '../../src/host/plan.js';
import { printText } from '../../src/host/render/here-document.js';
import { renderPlan } from '../../src/host/render/registry.js';
import { FUNCTIONS } from '../../src/host/render/shell-functions.js';
import { withFolder } from '../helpers/host-tree.js';
import { hostileFiles, hostileText, makeFile, makePlan } from '../helpers/made-plan.js';

/** Shells that are here, each as one would call it; `sh` is one of the others. */
const shells = [['sh'], ['bash', '--posix'], ['busybox', 'sh']].filter(
  ([program = '', ...options]) => spawnSync(program, [...options, '-c', ':']).status === 0,
);

/** Put files where they were before a plan. */
function prepare(root: string, files: readonly WriteFile[]): void {
  for (const { path, undo } of files) {
    if (undo.kind !== 'write-file') continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), undo.content);
    chmodSync(join(root, path), Number.parseInt(undo.mode, 8));
  }
}

function run(shell: readonly string[], plan: HostPlan, root: string, ...args: string[]) {
  const script = join(root, 'plan.sh');
  writeFileSync(script, renderPlan(plan, 'shell'));
  const [program = 'sh', ...options] = shell;
  return spawnSync(program, [...options, script, ...args], {
    encoding: 'utf8',
    env: { ...process.env, PTX_ROOT: root },
  });
}

const read = (root: string, { path }: WriteFile) => readFileSync(join(root, path));
const modeOf = (root: string, { path }: WriteFile) =>
  (statSync(join(root, path)).mode & 0o7777).toString(8).padStart(4, '0');

describe.each(shells.map((shell) => [shell.join(' '), shell] as const))('run by %s', (_, shell) => {
  it('prints any text byte for byte', () =>
    fc.assert(
      fc.asyncProperty(fc.array(hostileText, { minLength: 20, maxLength: 40 }), (texts) =>
        withFolder(async (root) => {
          const blocks = texts.flatMap((text, index) => ['{', ...printText(text), `} >${index}`]);
          const script = [FUNCTIONS['write-file'], ...blocks, ''].join('\n');
          writeFileSync(join(root, 'script'), script);
          const [program = 'sh', ...options] = shell;
          expect(spawnSync(program, [...options, 'script'], { cwd: root, encoding: 'utf8' })).toMatchObject({
            stderr: '',
          });
          for (const [index, text] of texts.entries()) {
            const isSame = readFileSync(join(root, String(index))).equals(Buffer.from(text));
            expect(isSame, JSON.stringify(text)).toBe(true);
          }
        }),
      ),
      { numRuns: 5, endOnFailure: true },
    ));

  it('writes files, and takes them back', () =>
    fc.assert(
      fc.asyncProperty(hostileFiles(4), (files) =>
        withFolder(async (root) => {
          prepare(root, files);
          const plan = makePlan(files);
          expect(run(shell, plan, root, 'apply')).toMatchObject({ status: 0, stderr: '' });
          for (const file of files) {
            expect(read(root, file).equals(Buffer.from(file.content)), JSON.stringify(file.content)).toBe(true);
            expect(modeOf(root, file)).toBe(file.mode);
          }
          const nothing = { status: 0, stdout: 'ptx: Nothing to do\n', stderr: '' };
          expect(run(shell, plan, root, 'apply')).toMatchObject(nothing);
          expect(run(shell, plan, root, 'rollback')).toMatchObject({ status: 0, stderr: '' });
          for (const file of files) {
            if (file.undo.kind === 'remove-file') expect(existsSync(join(root, file.path))).toBe(false);
            else expect(read(root, file).equals(Buffer.from(file.undo.content))).toBe(true);
          }
          expect(run(shell, plan, root, 'rollback')).toMatchObject(nothing);
        }),
      ),
      { numRuns: 1, endOnFailure: true },
    ));
});

describe('printing', () => {
  it('marks the end with a word that begins no line', () => {
    expect(printText('a\n')).toEqual(["cat <<'PTX_END'", 'a\nPTX_END']);
    expect(printText('P\u00fc')).toEqual(["unended <<'QTX_END'", 'P\u00fc\nQTX_END']);
  });

  it('numbers the bytes where there is no such word', () => {
    const lines = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].join('\n');
    expect(printText(lines)[0]).toBe(
      String.raw`printf '\101\012\102\012\103\012\104\012\105\012\106\012\107\012\110\012'`,
    );
    expect(printText('\0')).toEqual([String.raw`printf '\000'`]);
  });
});

describe('a script', () => {
  const files = [makeFile('/etc/new.d/a', 'a\n'), makeFile('/etc/b', 'new\n', 'old\n', '0600')];
  const plan = makePlan(files);
  const expectUntouched = (root: string) => {
    expect(existsSync(join(root, 'etc/new.d'))).toBe(false);
    expect(existsSync(join(root, 'var'))).toBe(false);
  };

  it('changes nothing where a file is another one', () =>
    withFolder(async (root) => {
      prepare(root, files);
      writeFileSync(join(root, 'etc/b'), 'of somebody else\n');
      const { status, stderr } = run(['sh'], plan, root, 'apply');
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: 'ptx: /etc/b is not what the plan was made for; nothing was changed. Make a new plan\n',
      });
      expectUntouched(root);
    }));

  it('changes nothing through a link', () =>
    withFolder(async (root) => {
      mkdirSync(join(root, 'etc'));
      writeFileSync(join(root, 'etc/real'), 'old\n');
      symlinkSync('real', join(root, 'etc/b'));
      const { status, stderr } = run(['sh'], plan, root, 'apply');
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: 'ptx: /etc/b is a symbolic link; nothing was changed\n',
      });
      expectUntouched(root);
    }));

  it('sets a mode that is off, and keeps the owner', () =>
    withFolder(async (root) => {
      prepare(root, files);
      const [, file] = files as [WriteFile, WriteFile];
      run(['sh'], plan, root);
      const { uid, ino } = statSync(join(root, 'etc/b'));
      chmodSync(join(root, 'etc/b'), 0o666);
      expect(run(['sh'], plan, root)).toMatchObject({ status: 0, stdout: expect.stringContaining('Wrote /etc/b') });
      expect(modeOf(root, file)).toBe('0600');
      expect(statSync(join(root, 'etc/b'))).toMatchObject({ uid });
      expect(statSync(join(root, 'etc/b')).ino).not.toBe(ino);
    }));

  it('does nothing where it was cut off anywhere', () =>
    withFolder(async (root) => {
      prepare(root, files);
      const script = renderPlan(plan, 'shell');
      for (const part of [0.3, 0.6, 0.9, 0.99]) {
        spawnSync('sh', ['-s', 'apply'], {
          input: script.slice(0, Math.floor(script.length * part)),
          env: { ...process.env, PTX_ROOT: root },
        });
        expectUntouched(root);
      }
      execFileSync('sh', ['-s', 'apply'], { input: script, env: { ...process.env, PTX_ROOT: root } });
      expect(read(root, files[1] as WriteFile).toString()).toBe('new\n');
    }));

  it('knows no other word', () =>
    withFolder(async (root) => {
      expect(run(['sh'], plan, root, 'aply')).toMatchObject({
        status: 1,
        stdout: '',
        stderr: 'ptx: Usage: sh FILE [apply | rollback]\n',
      });
    }));
});

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSkipped, listMissing } from '../helpers/hypervisor.js';
import { onlyRule } from '../helpers/lint-config.js';

/** libvirt reads the last `<kvm>` alone. */
const BAD = `<domain type='kvm'>
  <features>
    <kvm><hidden state='on'/></kvm>
    <kvm/>
  </features>
</domain>
`;
const FILES = {
  'bad.xml': BAD,
  'net.xml': '<network/>\n',
  'notes.txt': BAD,
  'ptx.config.yaml': onlyRule('kvm-single', 'error'),
};

const skipped = isSkipped('pre-commit', listMissing(['/usr/bin/pre-commit', '/usr/bin/git']));

describe.skipIf(skipped)('pre-commit', () => {
  let folder: string;
  let hooks: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ptx-pre-commit-'));
    hooks = join(folder, 'ptx');
    copyRepository(hooks);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Run the hook on a repository of this name, as it was left there. */
  function runHook(name: string, args: readonly string[]) {
    const repository = join(folder, name);
    if (!existsSync(repository)) {
      mkdirSync(repository);
      for (const [file, content] of Object.entries(FILES)) writeFileSync(join(repository, file), content);
    }
    const rev = git(hooks, 'rev-parse', 'HEAD').trim();
    const config = { repos: [{ repo: hooks, rev, hooks: [{ id: 'ptx-lint', args }] }] };
    writeFileSync(join(repository, '.pre-commit-config.yaml'), JSON.stringify(config));
    commitAll(repository);
    const env = { ...process.env, PRE_COMMIT_HOME: join(folder, 'home'), NO_COLOR: '1' };
    const run = spawnSync('pre-commit', ['run', '--all-files', '--verbose'], {
      cwd: repository,
      env,
      encoding: 'utf8',
    });
    return { ...run, bad: readFileSync(join(repository, 'bad.xml'), 'utf8') };
  }

  it('installs the hook out of a checkout, and fails where a domain will not work', () => {
    const { status, stdout, bad } = runHook('report', []);
    expect(stdout).toMatch(/^bad\.xml:3:5: error: .* \[kvm-single\]$/m);
    expect(stdout).toContain('1 file without a domain');
    expect([status, bad]).toEqual([1, BAD]);
  });

  it('mends, and passes where nothing is left', () => {
    const mended = runHook('fix', ['--fix']);
    expect(mended.stdout).toContain('files were modified by this hook');
    expect(mended.bad.match(/<kvm>/g)).toHaveLength(1);
    expect(mended.status).toBe(1);
    expect(runHook('fix', []).status).toBe(0);
  });
});

/** Commit this tree, with what is not committed yet, in a repository of its own. */
function copyRepository(target: string): void {
  const root = resolve('.');
  const files = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0').filter(Boolean);
  for (const file of files.filter((each) => existsSync(join(root, each)))) cpSync(join(root, file), join(target, file));
  commitAll(target);
}

function commitAll(repository: string): void {
  git(repository, 'init', '--quiet');
  git(repository, 'add', '--all');
  git(repository, '-c', 'user.name=ptx', '-c', 'user.email=ptx@example.org', 'commit', '--quiet', '--message', 'test');
}

function git(repository: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
}

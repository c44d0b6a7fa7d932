import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseXml } from '../../src/xml/parse.js';
import { onlyRule } from '../helpers/lint-config.js';
import { fakeNpx, readYaml, runScript } from '../helpers/pipeline.js';
import { buildProgram } from '../helpers/program.js';

/** libvirt drops `<hidden>`. */
const BAD = `<domain type='kvm'>
  <features>
    <kvm>
      <hidden state='on'/>
    </kvm>
    <kvm/>
  </features>
</domain>
`;
const CONFIG = onlyRule('kvm-single', 'warning');

/** Shells carry out each of these in one place or another where nobody quotes it. */
const HOSTILE = [
  '$(touch pwned)',
  '`touch pwned`',
  '"; touch pwned; "',
  "'; touch pwned; '",
  '; touch pwned #',
  '&& touch pwned',
  '| touch pwned',
  '\nPATHS\ntouch pwned',
  '\ntouch pwned\n',
];
const NOTHING = '/bin/true';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

interface Input {
  readonly default: string;
}
interface Action {
  readonly inputs: Readonly<Record<string, Input>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}
interface Step {
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: string;
}
interface Job {
  readonly variables: Readonly<Record<string, string>>;
  readonly script: readonly string[];
  readonly artifacts: { readonly when: string; readonly reports: { readonly junit: string } };
}

/** A pipeline: its inputs, the variables that carry them, its script, and how the runner starts that. */
interface Pipeline {
  readonly inputs: Readonly<Record<string, Input>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly script: string;
  readonly shell: readonly string[];
  /** An input as the pipeline names it. */
  readonly reference: RegExp;
}

const [action] = readYaml('action.yml') as [Action];
const [step] = action.runs.steps as [Step];
const [header, jobs] = readYaml('templates/lint.gitlab-ci.yml') as [
  { spec: Pick<Action, 'inputs'> },
  { 'ptx-lint': Job },
];
const job = jobs['ptx-lint'];

const pipelines: readonly (readonly [name: string, pipeline: Pipeline])[] = [
  [
    'action.yml',
    {
      inputs: action.inputs,
      variables: step.env,
      script: step.run,
      shell: ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c'],
      reference: /^\$\{\{ inputs\.([a-z-]+) \}\}$/,
    },
  ],
  [
    'templates/lint.gitlab-ci.yml',
    {
      inputs: header.spec.inputs,
      variables: job.variables,
      script: job.script.join('\n'),
      shell: ['sh', '-e', '-c'],
      reference: /^\$\[\[ inputs\.([a-z-]+) \]\]$/,
    },
  ],
];

let folder: string;
let bin: string;
let work: string;
let npx: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ptx-pipeline-'));
  bin = buildProgram(folder);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  work = mkdtempSync(join(folder, 'work-'));
  npx = mkdtempSync(join(folder, 'npx-'));
  mkdirSync(join(work, 'two words'));
  writeFileSync(join(work, 'two words/a.xml'), BAD);
  writeFileSync(join(work, 'good.xml'), '<domain/>\n');
  writeFileSync(join(work, 'my.yaml'), CONFIG);
});

/** What ptx was called with. */
const calls = () => readFileSync(join(npx, 'npx.log'), 'utf8');

function run(
  { inputs, variables, script, shell, reference }: Pipeline,
  given: Readonly<Record<string, string>>,
  program = bin,
) {
  const env = Object.entries(variables).map(([name, value]) => {
    const input = reference.exec(value)?.[1] ?? '';
    return [name, given[input] ?? inputs[input]?.default ?? expect.fail(`${name}: no input "${input}"`)] as const;
  });
  return runScript(shell, script, work, { ...Object.fromEntries(env), PATH: fakeNpx(npx, program) });
}

describe.each(pipelines)('%s', (_, pipeline) => {
  it('takes no input into its script, and runs the version of the package', () => {
    expect(pipeline.script).not.toMatch(/\$\{\{|\$\[\[/);
    expect(pipeline.inputs.version?.default).toBe(version);
    for (const { default: value } of Object.values(pipeline.inputs)) expect(typeof value).toBe('string');
  });

  it('lints the workspace', () => {
    const { status, stdout } = run(pipeline, {});
    expect(status).toBe(1);
    expect(stdout).toContain('kvm-single');
    expect(calls()).toContain(`--yes\nlibvirt-ptx@${version}\nlint\n`);
    expect(calls()).not.toMatch(/^--(config|fail-on)/m);
  });

  it('lints what is named, a name a line', () => {
    const named = run(pipeline, { paths: 'good.xml\n\ntwo words/a.xml\n' });
    expect([named.status, named.stdout]).toEqual([1, expect.stringContaining('two words/a.xml')]);
    expect(calls()).toContain('--\ngood.xml\ntwo words/a.xml\n');
    expect(run(pipeline, { paths: 'two words' }).status).toBe(1);
  });

  it('lints the workspace where no name is left', () => {
    expect(run(pipeline, { paths: '\n' }).stdout).toContain('two words/a.xml');
    expect(calls()).toContain('--\n.\n');
  });

  it('hands over configuration and threshold', () => {
    expect(run(pipeline, { paths: 'two words', config: 'my.yaml', 'fail-on': 'error' }).status).toBe(0);
    expect(run(pipeline, { paths: 'two words', config: 'my.yaml', 'fail-on': 'warning' }).status).toBe(1);
  });

  it('fails as ptx does where nothing can be looked at', () => {
    expect(run(pipeline, { paths: 'none.xml' })).toMatchObject({ status: 3 });
    expect(run(pipeline, { 'fail-on': 'loud' })).toMatchObject({ status: 2 });
  });

  it.each(HOSTILE.map((text) => [text]))('carries nothing out: %j', (text) => {
    for (const input of Object.keys(pipeline.inputs)) {
      // What is started instead of ptx does nothing, so that all that happens is what the script does.
      run(pipeline, { [input]: text }, NOTHING);
      expect(existsSync(join(work, 'pwned')), input).toBe(false);
    }
    expect(run(pipeline, { config: text }, NOTHING).status).toBe(0);
    expect(calls()).toContain(`\n--config=${text}\n`);
    expect(run(pipeline, { paths: text }, NOTHING).status).toBe(0);
    expect(calls()).toContain(`\n--\n${text.trim()}\n`);
    expect(run(pipeline, { version: text }, NOTHING).status).toBe(2);
  });

  it('takes nothing that is named for a flag', () => {
    run(pipeline, { paths: '--write-baseline=pwned' });
    expect(existsSync(join(work, 'pwned'))).toBe(false);
  });
});

describe('action.yml', () => {
  const [[, pipeline]] = pipelines as [readonly [string, Pipeline]];

  it('is a composite action that says in which shell it runs', () => {
    expect([action.runs.using, step.shell]).toEqual(['composite', 'bash']);
    expect(action.runs.steps).toHaveLength(1);
    expect(Object.keys(pipeline.inputs)).toHaveLength(Object.keys(pipeline.variables).length);
  });

  it('annotates, and writes SARIF as well where that is wanted', () => {
    const { status, stdout } = run(pipeline, { 'sarif-file': 'ptx.sarif' });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error file=two words\/a\.xml,line=3/m);
    const log = JSON.parse(readFileSync(join(work, 'ptx.sarif'), 'utf8'));
    expect(log.runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId)).toContain('kvm-single');
    expect(run(pipeline, { 'sarif-file': 'ptx.sarif', paths: 'none.xml' }).status).toBe(3);
  });

  it('fails where SARIF cannot be written, whatever is found', () => {
    expect(run(pipeline, { 'sarif-file': 'none/ptx.sarif', paths: 'good.xml', config: 'my.yaml' }).status).toBe(3);
  });

  it('prints another format', () => {
    const { stdout } = run(pipeline, { format: 'json' });
    expect(JSON.parse(stdout).summary.files).toBe(2);
  });
});

describe('templates/lint.gitlab-ci.yml', () => {
  const [, [, pipeline]] = pipelines as [unknown, readonly [string, Pipeline]];

  it('keeps a JUnit report whatever is found', () => {
    expect(run(pipeline, { paths: 'two words' }).status).toBe(1);
    const { root } = parseXml(readFileSync(join(work, job.artifacts.reports.junit), 'utf8'));
    expect([root.name, job.artifacts.when]).toEqual(['testsuites', 'always']);
  });
});

describe('.pre-commit-hooks.yaml', () => {
  const [hooks] = readYaml('.pre-commit-hooks.yaml') as [{ id: string; entry: string; language: string }[]];

  it('starts a program that the package installs, as it has to be started', () => {
    const { bin: programs } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(hooks.map(({ id, language }) => [id, language])).toEqual([['ptx-lint', 'node']]);
    for (const { entry } of hooks) {
      const [program = '', ...words] = entry.split(' ');
      expect(Object.keys(programs)).toContain(program);
      writeFileSync(join(work, 'net.xml'), '<network/>\n');
      const lint = (file: string) => runScript([process.execPath, bin, ...words], file, work, {});
      expect(lint('two words/a.xml')).toMatchObject({ status: 1, stdout: expect.stringContaining('[kvm-single]') });
      expect(lint('net.xml')).toMatchObject({ status: 0 });
    }
  });
});

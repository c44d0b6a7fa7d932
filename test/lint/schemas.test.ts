import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { configJsonSchema, parseLintConfig } from '../../src/lint/config-file.js';
import { findingsJsonSchema } from '../../src/lint/reporters/json-schema.js';
import { runPtx } from '../cli/memory-io.js';
import { readYaml } from '../helpers/pipeline.js';

const ajv = new Ajv2020.default({ strict: true, allowUnionTypes: true });
const BAD = "<domain type='kvm'><features><kvm><hidden state='on'/></kvm><kvm/></features></domain>";

describe.each([
  ['config', configJsonSchema],
  ['findings', findingsJsonSchema],
] as const)('%s', (name, schema) => {
  it('is printed, and is a file of the package with an entry of its own', async () => {
    const { stdout, code } = await runPtx(['schema', name]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(schema())));
    expect(readFileSync(`schema/${name}.json`, 'utf8')).toBe(stdout);
    const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(exports[`./schema/${name}.json`]).toBe(`./schema/${name}.json`);
  });
});

describe('the schema of the configuration', () => {
  const validate = ajv.compile(configJsonSchema());

  it.each([
    {},
    { $schema: './config.json', failOn: 'warning', maxWarnings: 0, baseline: 'b.json', ignore: ['old/'] },
    { rules: { 'kvm-single': 'off', 'xml-well-formed': { severity: 'info' } } },
    { target: { libvirt: '10.10' }, vendors: { cpu: 'amd', gpu: 'nvidia' } },
    { overrides: [{ files: ['lab/'], rules: { 'kvm-single': 'warning' }, target: { qemu: '8.2.1' } }] },
  ])('takes what ptx takes: %j', (config) => {
    expect(validate(config), JSON.stringify(validate.errors)).toBe(true);
    expect(() => parseLintConfig(JSON.stringify(config))).not.toThrow();
  });

  it.each([
    { rulez: {} },
    { rules: { 'kvm-sinlge': 'off' } },
    { rules: { 'kvm-single': 'loud' } },
    { rules: { 'kvm-single': { severity: 'error', loud: true } } },
    { target: { libvirt: 10.1 } },
    { target: { libvirt: 'new' } },
    { vendors: { cpu: 'via' } },
    { maxWarnings: -1 },
    { overrides: [{ rules: {} }] },
    { overrides: [{ files: [] }] },
    [],
  ])('refuses what ptx refuses: %j', (config) => {
    expect(validate(config)).toBe(false);
    expect(() => parseLintConfig(JSON.stringify(config))).toThrow();
  });

  it('takes the example', () => {
    expect(validate(readYaml('examples/lint-repository/ptx.config.yaml')[0])).toBe(true);
  });
});

describe('the schema of findings', () => {
  const validate = ajv.compile(findingsJsonSchema());
  const lint = async (xml: string) => {
    const { stdout } = await runPtx(['lint', 'a.xml', '--format', 'json'], { files: { 'a.xml': xml } });
    return JSON.parse(stdout);
  };

  it.each([
    ['findings', BAD],
    ['a file that is no domain', '<network/>'],
    ['a broken file', '<domain>'],
  ])('describes %s', async (_, xml) => {
    const report = await lint(xml);
    expect(report.files[0].findings.length).toBeGreaterThan(0);
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  });

  it('knows every field of a finding', async () => {
    const [finding] = (await lint(BAD)).files[0].findings;
    const { items } = (findingsJsonSchema() as Shape).properties.files.items.properties.findings;
    expect(Object.keys(items.properties).sort()).toEqual(Object.keys(finding).sort());
    expect([...items.required].sort()).toEqual(Object.keys(finding).sort());
  });

  it.each([
    ['severity', 'fatal'],
    ['line', 0],
    ['message', undefined],
    ['fixable', 'yes'],
  ])('refuses %s: %j', async (field, value) => {
    const report = await lint(BAD);
    report.files[0].findings[0][field] = value;
    expect(validate(JSON.parse(JSON.stringify(report)))).toBe(false);
  });
});

/** The schema, as far as it is looked into. */
interface Shape {
  readonly properties: {
    readonly files: { readonly items: { readonly properties: { readonly findings: { readonly items: Items } } } };
  };
}
interface Items {
  readonly properties: object;
  readonly required: readonly string[];
}

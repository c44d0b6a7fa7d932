import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod/mini';
import * as host from '../src/host.js';
import * as hostNode from '../src/host-node.js';
import * as api from '../src/index.js';
import * as query from '../src/query.js';
import { defineTransform, listOptions, optionsJsonSchema, Step } from '../src/transforms/transform.js';
import { camelCase } from './helpers/registry.js';

const INDEX = fileURLToPath(new URL('../src/index.ts', import.meta.url));
const HOST = fileURLToPath(new URL('../src/host.ts', import.meta.url));
const QUERY = fileURLToPath(new URL('../src/query.ts', import.meta.url));

/** Everything but the factories, which the registry names. */
const VALUES: Readonly<Record<string, 'function' | 'object'>> = {
  PtxError: 'function',
  diffDomains: 'function',
  fixDomain: 'function',
  fixFinding: 'function',
  inspectDomain: 'function',
  lintDomain: 'function',
  lintFleet: 'function',
  listOptions: 'function',
  parseDomain: 'function',
  placeDomains: 'function',
  recipe: 'function',
  recipes: 'object',
  rules: 'object',
  serializeDomain: 'function',
  transformDomain: 'function',
  transformXml: 'function',
  transforms: 'object',
};
const TYPES = [
  'BalloonFacts',
  'CacheFacts',
  'Change',
  'ClockFacts',
  'CpuFacts',
  'CpuFeatureFacts',
  'DeviceMap',
  'Domain',
  'DomainDifference',
  'DomainFacts',
  'DomainInspection',
  'Effect',
  'EmulatorPinFacts',
  'EnlightenmentFacts',
  'ErrorCode',
  'ErrorDetails',
  'FileFindings',
  'Finding',
  'FirmwareFacts',
  'FixResult',
  'FleetFile',
  'FleetHost',
  'GuestAddress',
  'Guests',
  'HidingFacts',
  'HostCpu',
  'HostDevice',
  'HostEssentials',
  'HostFacts',
  'HostHugepages',
  'HostIommuGroup',
  'HostMemory',
  'HostPciDevice',
  'HugepageFacts',
  'HugepagesFacts',
  'HypervisorCpuid',
  'IommuFacts',
  'IothreadPinFacts',
  'LintOptions',
  'LoaderFacts',
  'Located',
  'Location',
  'MachineFacts',
  'MachineFamily',
  'MappedDevice',
  'MaxphysaddrFacts',
  'MemoryFacts',
  'Note',
  'NoteCode',
  'NumaCellFacts',
  'NvramFacts',
  'OptionDescription',
  'PassedThroughCard',
  'PassedThroughDevice',
  'PciBus',
  'PciDevice',
  'PciTopology',
  'PinningFacts',
  'Place',
  'Placement',
  'QemuArgumentFacts',
  'QemuFacts',
  'QemuOverrideFacts',
  'Recipe',
  'RecipePart',
  'RomFacts',
  'RomFileFacts',
  'Rule',
  'RuleClass',
  'RuleConfig',
  'RuleMessage',
  'RuleSetting',
  'Severity',
  'ShmemFacts',
  'Step',
  'StepFactory',
  'StepsAndOptions',
  'Target',
  'TimerFacts',
  'TopologyFacts',
  'TpmFacts',
  'Transform',
  'TransformOptions',
  'TransformResult',
  'VcpuFacts',
  'VcpuPinFacts',
  'Vendors',
  'Warning',
];

it('exports these values', () => {
  const factories = api.transforms.map(({ name }) => [camelCase(name), 'function'] as const);
  const actual = Object.entries(api).map(([name, value]) => [name, typeof value]);
  expect(Object.fromEntries(actual)).toEqual({ ...VALUES, ...Object.fromEntries(factories) });
});

it('exports these types', () => {
  expect(listTypes(INDEX)).toEqual(TYPES);
});

it('exports queries under an entry of their own', () => {
  expect(Object.keys(query)).toEqual(['queryDomain']);
  expect(listTypes(QUERY)).toEqual(['QueryMatch']);
});

it('exports what is known of a host under an entry of its own', () => {
  expect(Object.keys(host).sort()).toEqual([
    'BLOCKER_CODES',
    'HOST_SCHEMA_VERSION',
    'PLAN_SCHEMA_VERSION',
    'diagnoseLog',
    'diagnoses',
    'findFile',
    'findFunction',
    'findPassthroughSet',
    'hostJsonSchema',
    'inspectRom',
    'listFolder',
    'listGroups',
    'matchRomDevice',
    'parseHostPlan',
    'parseHostRecord',
    'parseHostSnapshot',
    'planHost',
    'planJsonSchema',
    'renderPlan',
    'simulate',
    'trimRom',
    'verifyDevices',
  ]);
  expect(listTypes(HOST)).toEqual([
    'Blocker',
    'BlockerCode',
    'Bootloader',
    'ConfigFile',
    'DiagnosedMessage',
    'Diagnosis',
    'DiagnosisSource',
    'GroupListing',
    'HostAction',
    'HostConfiguration',
    'HostNote',
    'HostPlan',
    'HostRecord',
    'HostRequest',
    'HostRequestInput',
    'HostSnapshot',
    'HostVerification',
    'InitramfsTool',
    'IommuGroup',
    'LogDiagnosis',
    'ManualStep',
    'PassthroughRequest',
    'PassthroughSet',
    'PciFunction',
    'PlanBlocker',
    'PlanFinding',
    'PlanPaint',
    'PlanStyle',
    'RecordStep',
    'RomDeviceMatch',
    'RomEfi',
    'RomImage',
    'RomInspection',
    'RomNote',
    'RomNoteCode',
    'RunCommand',
    'Verdict',
    'VerifiedDevice',
    'VerifyProblem',
    'WriteFile',
    'WriteSysfs',
  ]);
});

it('exports what touches the machine under an entry of its own', () => {
  expect(Object.keys(hostNode).sort()).toEqual([
    'applyPlan',
    'bindDevice',
    'dumpRom',
    'inspectHost',
    'rollbackRecord',
    'unbindDevice',
    'verifyHost',
  ]);
  expect(listTypes(fileURLToPath(new URL('../src/host-node.ts', import.meta.url)))).toEqual([
    'ApplyOptions',
    'BindOptions',
    'BoundDevice',
    'DumpRomOptions',
    'HostProgress',
    'HostTarget',
    'InspectHostOptions',
    'OnProgress',
    'RollbackOptions',
  ]);
});

it('freezes the registry and domains', () => {
  expect(Object.isFrozen(api.transforms)).toBe(true);
  const domain = api.parseDomain("<domain type='kvm'/>");
  expect(Object.isFrozen(domain)).toBe(true);
  expect(() => Object.assign(domain, { xml: '' })).toThrow(TypeError);
});

describe('steps', () => {
  it('are frozen, down to the options of the options', () => {
    const options = { address: '01:00', functions: [0, 1], rom: { file: '/r.rom' } };
    const step = api.addPciHostdev(options);
    const parts = [step, step.options, step.options.functions, step.options.rom];
    expect(parts.map(Object.isFrozen)).toEqual([true, true, true, true]);
    expect(step).toMatchObject({ transform: 'add-pci-hostdev', options });
  });

  it('keep the options that they were made with, and leave them to their owner', () => {
    const options = { address: '01:00', functions: [0], rom: { file: '/r.rom' } };
    const step = api.addPciHostdev(options);
    options.rom.file = '/other.rom';
    options.functions.push(1);
    expect(step.options).toEqual({ address: '01:00', functions: [0], rom: { file: '/r.rom' } });
  });

  it('are what a steps file would hold', () => {
    expect(JSON.parse(JSON.stringify(api.hideKvm({ state: 'on' })))).toEqual({
      transform: 'hide-kvm',
      options: { state: 'on' },
    });
  });

  it.each([
    ['its like', { transform: 'hide-kvm', options: {}, plan: () => {} }, 'object'],
    ['one of its kind without a plan', Object.create(Step.prototype), 'object'],
    ['a copy', { ...api.hideKvm() }, 'object'],
    ['a factory that was not called', api.hideKvm, 'function'],
    ['a list', [api.hideKvm()], 'array'],
    ['nothing', undefined, 'undefined'],
  ])('are made by factories alone: %s is none', (_, value, type) => {
    const message = `Expected a step, found a value of type "${type}"`;
    expect(refusalOf(() => Step.requireStep(value))).toMatchObject({ code: 'OPTION_INVALID', message });
    const step = api.hideKvm();
    expect(Step.requireStep(step)).toBe(step);
  });
});

describe('options', () => {
  it.each([
    [{ address: 'x' }, 'address'],
    [{ address: '01:00.0', rom: { file: 'r.rom' } }, 'rom.file'],
    [{ address: '01:00.0', rom: { flie: '/r.rom' } }, 'rom.flie'],
    [{}, 'address'],
    ['01:00.0', undefined],
  ])('%j: the refusal names option %j', (options, option) => {
    expect(refusalOf(() => api.addPciHostdev(options as never))).toMatchObject({ code: 'OPTION_INVALID', option });
  });

  it('are described once for each schema', () => {
    const [transform] = api.transforms as [api.Transform];
    expect(listOptions(transform.options)).toBe(listOptions(transform.options));
  });

  it('say with meta what a value is short for and which words describe it, which is no JSON Schema', () => {
    const store = z.union([z.string(), z.strictObject({ file: z.optional(z.string()), size: z.optional(z.string()) })]);
    const options = z.strictObject({ store: z.optional(store.check(z.meta({ shortFor: 'file', words: 'path' }))) });
    expect(listOptions(options)).toMatchObject([
      { name: 'store', type: 'path', shortFor: 'store.file' },
      { name: 'store.size', type: 'string' },
    ]);
    expect(JSON.stringify(optionsJsonSchema(options))).not.toMatch(/shortFor|words/);
  });

  it('answer an unknown one where there are none', () => {
    const definition = { name: 'drop-it', summary: 'For tests', source: 'https://example.org', plan: () => {} };
    const dropIt = defineTransform({ ...definition, options: () => z.strictObject({}) });
    expect(refusalOf(() => dropIt({ x: 1 } as never))).toMatchObject({ option: 'x', hint: 'It takes no options' });
  });
});

describe('errors', () => {
  it('fill in what was unknown, and keep option and cause', () => {
    const cause = new Error('why');
    const error = new api.PtxError('OPTION_INVALID', 'Required', { option: 'a.b', cause });
    expect(error.with({ step: 'hide-kvm', option: 'c' })).toMatchObject({ option: 'a.b', cause, step: 'hide-kvm' });
    expect('cause' in new api.PtxError('USAGE', 'Required')).toBe(false);
  });
});

describe('queryDomain', () => {
  const xml = "<!-- a --><?p q?><domain type='kvm'>\n  <name>w<!-- b --><![CDATA[&]]></name>\n</domain>\n";
  const domain = api.parseDomain(xml);

  it.each([
    ['/domain/name', 'element', '/domain/name', 'w<!-- b --><![CDATA[&]]>', [2, 3]],
    ['/domain/@type', 'attribute', '/domain', 'kvm', [1, 18]],
    ['/domain/name/text()[1]', 'text', '/domain/name', 'w', [2, 3]],
    ['/domain/name/text()[2]', 'text', '/domain/name', '&', [2, 3]],
    ['/domain//comment()', 'comment', '/domain/name', ' b ', [2, 3]],
    ['/comment()', 'comment', '/', ' a ', [1, 1]],
    ['/processing-instruction()', 'instruction', '/', 'q', [1, 1]],
    ['/domain/namespace::xml', 'namespace', '/domain', 'http://www.w3.org/XML/1998/namespace', [1, 18]],
    ['/', 'document', '/', xml, [1, 1]],
    ['/domain/..', 'document', '/', xml, [1, 1]],
  ])('%s selects one %s', (expression, kind, path, value, [line, column]) => {
    const expected = kind === 'element' ? `<name>${value}</name>` : value;
    expect(query.queryDomain(domain, expression)).toEqual([
      { kind, path, value: expected, location: { line, column } },
    ]);
  });

  it.each([
    ['count(//node())', '9'],
    ['string(/domain/name)', 'w&'],
    ['1 = 1', 'true'],
  ])('%s is a value', (expression, value) => {
    expect(query.queryDomain(domain, expression)).toEqual([{ kind: 'value', path: '', value, location: undefined }]);
  });

  it('refuses what is no XPath', () => {
    const refusal = refusalOf(() => query.queryDomain(domain, '//['));
    expect(refusal.code).toBe('OPTION_INVALID');
    expect(refusal.cause).toBeInstanceOf(Error);
  });
});

describe.each(api.transforms.map((transform) => [transform.name, transform] as const))('%s', (name, transform) => {
  const [first] = listOptions(transform.options);

  it('answers an unknown option with the nearest one', () => {
    const misspelt = `${first?.name.split('.')[0] ?? ''}x`;
    const error = refusalOf(() => transform.step({ [misspelt]: 1 }));
    expect(error).toMatchObject({ code: 'OPTION_INVALID', step: name, message: `Unknown option "${misspelt}"` });
    expect(error.hint).toMatch(first === undefined ? /^It takes no options$/ : /^Did you mean "[^"]+"\?$/);
  });

  it.each([['text'], [7], [null], [['a']]])('refuses options that are no object: %j', (options) => {
    expect(refusalOf(() => transform.step(options))).toMatchObject({ code: 'OPTION_INVALID', step: name });
  });
});

describe.each([
  [INDEX, ['saxes', 'zod']],
  [QUERY, ['@xmldom/xmldom', 'saxes', 'xpath']],
  [HOST, ['yaml', 'zod']],
])('%s', (entry, needed) => {
  it('runs anywhere and loads no more than it needs: nothing that it imports reaches for Node', () => {
    const seen = new Map<string, string[]>();
    const packages = new Set<string>();
    visit(entry, seen, packages);
    expect(seen.size).toBeGreaterThan(5);
    expect([...packages].sort()).toEqual(needed);
    expect(Object.keys(dependencies())).toEqual(expect.arrayContaining(needed));
    const sources = [...seen.keys()].filter((file) =>
      /\b(process|Buffer|require)\b[.(]/.test(readFileSync(file, 'utf8')),
    );
    expect(sources).toEqual([]);
  });
});

function listTypes(file: string): string[] {
  const names = [...readFileSync(file, 'utf8').matchAll(/^export (type )?\{([^}]*)\}/gm)].flatMap(
    ([, isType, list = '']) =>
      list
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '' && (isType !== undefined || item.startsWith('type ')))
        .map((item) => item.replace(/^type /, '')),
  );
  return names.sort();
}

/** Walk the static and dynamic imports of a source file; types count as well. */
function visit(file: string, seen: Map<string, string[]>, packages: Set<string>): void {
  if (seen.has(file)) return;
  const text = readFileSync(file, 'utf8');
  const imports = /^(?:import|export)\b[^;']*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;
  const targets = [...text.matchAll(imports)].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');
  seen.set(file, targets);
  for (const target of targets) {
    if (!target.startsWith('.')) packages.add(target.match(/^(?:@[^/]+\/)?[^/]+/)?.[0] ?? target);
    else {
      const next = fileURLToPath(new URL(target.replace(/\.js$/, '.ts'), `file://${file}`));
      expect(existsSync(next), `${target} in ${file}`).toBe(true);
      visit(next, seen, packages);
    }
  }
}

function dependencies(): Record<string, string> {
  return JSON.parse(readFileSync(fileURLToPath(new URL('../package.json', import.meta.url)), 'utf8')).dependencies;
}

function refusalOf(run: () => unknown): api.PtxError {
  try {
    run();
  } catch (error) {
    if (error instanceof api.PtxError) return error;
    throw error;
  }
  return expect.fail('not refused');
}

describe('a value that is no step', () => {
  it.each([
    ['a copy of a step', { ...api.hideKvm() }],
    ['a factory that was not called', api.hideKvm],
    ['a name', 'hide-kvm'],
    ['nothing', undefined],
  ])('%s is refused', (_, value) => {
    expect(() => api.transformXml("<domain type='kvm'/>", value as never)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID' }),
    );
  });
});

describe('a value that is no document', () => {
  it.each([
    ['bytes', () => api.parseDomain(new Uint8Array(1) as never)],
    ['text in place of a domain', () => api.transformDomain("<domain type='kvm'/>" as never, api.hideKvm())],
    ['a copy of a domain', () => api.transformDomain({ ...api.parseDomain("<domain type='kvm'/>") } as never)],
  ])('%s is refused', (_, call) => {
    expect(call).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
  });
});

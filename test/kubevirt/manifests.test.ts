import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseDeviceMap } from '../../src/transforms/facts-file.js';
import { parseSteps } from '../../src/transforms/steps-file.js';
import { ROOT } from '../helpers/doc-blocks.js';
import { readYaml } from '../helpers/pipeline.js';
import { ANNOTATED, readExample } from './example.js';

/**
 * The types that KubeVirt's own OpenAPI schema was made into, by `apiVersion kind`. They know every field of KubeVirt
 * 1.7, so that one which does not exist, or has another type, is an error of the compiler.
 */
const KUBEVIRT = '@kubevirt-ui-ext/kubevirt-api/kubevirt';
const TYPES: Readonly<Record<string, string>> = {
  'kubevirt.io/v1 VirtualMachine': 'V1VirtualMachine',
  'kubevirt.io/v1 VirtualMachineInstance': 'V1VirtualMachineInstance',
  'kubevirt.io/v1 KubeVirt': 'V1KubeVirt',
};

/** No package has the schema of plugins yet: what their page of KubeVirt's user guide (1.9) says of a sidecar. */
const PLUGIN = {
  type: 'object',
  required: ['apiVersion', 'kind', 'metadata', 'spec'],
  properties: {
    apiVersion: { const: 'plugin.kubevirt.io/v1alpha1' },
    kind: { const: 'Plugin' },
    metadata: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
    spec: {
      type: 'object',
      required: ['domainHooks'],
      additionalProperties: false,
      properties: {
        failureStrategy: { enum: ['Fail', 'Ignore'] },
        condition: { type: 'string' },
        domainHooks: {
          type: 'array',
          items: {
            type: 'object',
            required: ['sidecar'],
            additionalProperties: false,
            properties: {
              sidecar: {
                type: 'object',
                required: ['socketPath'],
                additionalProperties: false,
                properties: { socketPath: { type: 'string', pattern: '^/var/run/kubevirt-plugin/libvirt-ptx/' } },
              },
              timeout: { type: 'string', pattern: '^[0-9]+(s|m)$' },
              failureStrategy: { enum: ['Fail', 'Ignore'] },
              condition: { type: 'string' },
            },
          },
        },
      },
    },
  },
};

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec?: { readonly template?: { readonly metadata: { readonly annotations: Record<string, string> } } };
}

const files = readdirSync(join(ROOT, 'examples/kubevirt'))
  .filter((name) => /^(kubevirt|plugin|vm.*)\.(yaml|json)$/.test(name))
  .map((name) => [name, readYaml(join(ROOT, 'examples/kubevirt', name)) as Manifest[]] as const);
const manifests = files.flatMap(([name, documents]) => documents.map((document) => [name, document] as const));
const typeOf = ({ apiVersion, kind }: Manifest) => TYPES[`${apiVersion} ${kind}`];

/** What the compiler has against manifests, each with its name in front. */
function listFaults(named: readonly (readonly [string, Manifest])[]): string[] {
  const file = join(ROOT, 'test/kubevirt/manifests.generated.ts');
  const statements = named.map(
    ([, manifest]) => `(${nameFields(manifest)}) satisfies import('${KUBEVIRT}').${typeOf(manifest)};`,
  );
  const options = { noEmit: true, strict: true, module: ts.ModuleKind.NodeNext, types: [], skipLibCheck: true };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? ts.createSourceFile(name, `export {};\n${statements.join('\n')}`, ts.ScriptTarget.Latest)
      : getSourceFile.call(host, name, ...rest);
  const program = ts.createProgram([file], options, host);
  return program.getSemanticDiagnostics(program.getSourceFile(file)).map(({ file: source, start = 0, messageText }) => {
    const line = source?.getLineAndCharacterOfPosition(start).line ?? 0;
    return `${named[line - 1]?.[0]}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

/** The generator of the types calls one field of KubeVirt `_configuration`, as its own class has the other name. */
function nameFields(manifest: Manifest): string {
  return JSON.stringify(manifest).replace('"configuration":', '"_configuration":');
}

describe('the manifests of examples/kubevirt', () => {
  it('are what KubeVirt knows, and what it does not know is found', () => {
    const known = manifests.filter(([, manifest]) => typeOf(manifest) !== undefined);
    expect(known.map(([, { kind }]) => kind).sort()).toEqual([
      ...['KubeVirt', 'VirtualMachine', 'VirtualMachine', 'VirtualMachineInstance'],
      'VirtualMachineInstance',
    ]);
    const [machine] = known.filter(([name]) => name === 'vm.yaml').map(([, manifest]) => manifest);
    const [misspelt, mistyped] = [
      JSON.stringify(machine).replace('"rootdisk"', '"rootdisk","bootOrdre":1'),
      JSON.stringify(machine).replace('"cores":8', '"cores":"8"'),
    ].map((text) => JSON.parse(text) as Manifest) as [Manifest, Manifest];
    const faults = listFaults([...known, ['misspelt', misspelt], ['mistyped', mistyped]]);
    expect(faults.map((fault) => fault.split(' ').slice(0, 2).join(' '))).toEqual([
      'misspelt: Object',
      'mistyped: Type',
    ]);
    expect(faults.join('\n')).toContain('"bootOrdre"');
  });

  it('have a plugin as its page describes one', () => {
    const plugins = manifests.filter(([, { kind }]) => kind === 'Plugin');
    const validate = new Ajv().compile(PLUGIN);
    expect(plugins.map(([, plugin]) => [validate(plugin), validate.errors])).toEqual([[true, null]]);
  });

  it('name hook sidecars in JSON, with flags and paths that fit', () => {
    const hooks = manifests.flatMap(([, { spec }]) => {
      const text = spec?.template?.metadata.annotations['hooks.kubevirt.io/hookSidecars'];
      return text === undefined ? [] : (JSON.parse(text) as Record<string, unknown>[]);
    });
    expect(hooks).toEqual([
      {
        image: 'registry.example.org/libvirt-ptx-sidecar:0.1.0',
        args: ['--version', 'v1alpha3', '--steps', '/usr/bin/onDefineDomain'],
        configMap: { name: 'libvirt-ptx', key: 'steps.yaml', hookPath: '/usr/bin/onDefineDomain' },
      },
      { image: 'registry.example.org/libvirt-ptx-sidecar:0.1.0' },
    ]);
  });

  it('hold steps and maps that ptx takes, those that the VMI of the example has', () => {
    const machine = parse(readExample('vm.yaml')) as Required<Manifest>;
    const annotations = machine.spec.template?.metadata.annotations ?? {};
    const { metadata } = JSON.parse(ANNOTATED);
    const [steps = '', devices = ''] = ['libvirt-ptx/steps', 'libvirt-ptx/devices'].map((name) => annotations[name]);
    expect(parseSteps(steps).length).toBe(4);
    expect(parse(steps)).toEqual(parse(metadata.annotations['libvirt-ptx/steps']));
    expect(parse(steps)).toEqual(parse(readExample('steps.yaml')));
    expect(parseDeviceMap(devices)).toEqual(parseDeviceMap(metadata.annotations['libvirt-ptx/devices']));
    const [configMap] = readYaml(join(ROOT, 'examples/kubevirt/vm-steps-file.yaml')) as [
      { data: Record<string, string> },
    ];
    expect(parseSteps(configMap.data['steps.yaml'] ?? '').length).toBe(2);
  });
});

describe('Containerfile', () => {
  const lines = readExample('Containerfile').replaceAll('\\\n', ' ').split('\n');
  const { name, version, bin, peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

  it('installs this package and its optional peer, and nothing else', () => {
    const [run, ...others] = lines.filter((line) => line.startsWith('RUN '));
    expect(others).toEqual([]);
    expect(run?.match(/ (@[^ ]+|libvirt-[^ ]+)/g)?.map((word) => word.trim())).toEqual([
      `${name}@\${VERSION}`,
      `${Object.keys(peerDependencies)[0]}@1`,
    ]);
    expect(lines).toContain(`ARG VERSION=${version}`);
  });

  it('starts the sidecar', () => {
    const [program, ...words] = JSON.parse(lines.find((line) => line.startsWith('ENTRYPOINT '))?.slice(11) ?? '');
    expect(Object.keys(bin)).toContain(program);
    expect(words).toEqual(['kubevirt-sidecar']);
  });
});

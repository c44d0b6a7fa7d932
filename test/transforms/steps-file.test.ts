import { describe, expect, it } from 'vitest';
import { PtxError, recipe, transforms } from '../../src/index.js';
import { parseSteps, stepsJsonSchema } from '../../src/steps.js';

const read = (text: string) => parseSteps(text).map(({ transform, options }) => [transform, options]);

function refusalOf(text: string): PtxError {
  try {
    parseSteps(text);
  } catch (error) {
    if (error instanceof PtxError) return error;
    throw error;
  }
  return expect.fail('not refused');
}

describe('parseSteps', () => {
  it('reads YAML: names, names with options, and steps that stand twice', () => {
    const text = `# what our guests get
$schema: https://example.org/steps.json
steps:
  - hide-kvm
  - set-cpu-host-passthrough:
  - add-pci-hostdev: &card { address: 01:00, functions: 0-1 }
  - add-pci-hostdev:
      address: "02:00.0"
      rom:
        bar: off
`;
    expect(read(text)).toEqual([
      ['hide-kvm', {}],
      ['set-cpu-host-passthrough', {}],
      ['add-pci-hostdev', { address: '01:00', functions: '0-1' }],
      ['add-pci-hostdev', { address: '02:00.0', rom: { bar: 'off' } }],
    ]);
  });

  it('reads JSON, with a byte order mark and CRLF', () => {
    const text = JSON.stringify({ steps: ['hide-kvm', { 'hide-kvm': { state: 'off' } }] }, null, 2);
    const expected = [
      ['hide-kvm', {}],
      ['hide-kvm', { state: 'off' }],
    ];
    expect(read(text)).toEqual(expected);
    expect(read(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual(expected);
  });

  it('puts the steps of the recipe first', () => {
    const card = { address: '01:00', functions: '0-1' };
    const made = recipe('linux-gpu', card).map(({ transform }) => transform);
    expect(read('steps: [hide-kvm]\nrecipe: { linux-gpu: { address: 01:00, functions: 0-1 } }')).toMatchObject([
      ...made.map((name) => [name, expect.anything()]),
      ['hide-kvm', {}],
    ]);
    expect(made).toContain('add-pci-hostdev');
  });

  it('resolves what stands behind an alias', () => {
    const text = 'steps:\n  - add-pci-hostdev: &gpu { address: 01:00.0 }\n  - add-pci-hostdev: *gpu\n';
    expect(read(text)[1]).toEqual(['add-pci-hostdev', { address: '01:00.0' }]);
  });

  it.each([
    ['an unknown key', 'stepps: []', 'OPTION_INVALID', 1, 1, 'Did you mean "steps"?'],
    ['neither', '$schema: x', 'OPTION_INVALID', 1, 1, 'recipe: NAME'],
    ['nothing', '', 'OPTION_INVALID', 1, 1, 'recipe: NAME'],
    ['a list', '- hide-kvm', 'OPTION_INVALID', 1, 1, 'recipe: NAME'],
    ['steps that are no list', 'steps:\n  hide-kvm: {}', 'OPTION_INVALID', 2, 3, 'list of names'],
    ['an unknown transform', 'steps:\n  - hide-kvn', 'OPTION_INVALID', 2, 5, 'Did you mean "hide-kvm"?'],
    ['an unknown recipe', 'recipe: windows', 'OPTION_INVALID', 1, 9, 'There are '],
    ['a step that is a number', 'steps:\n  - 5', 'OPTION_INVALID', 2, 5, 'list of names'],
    ['an empty step', 'steps:\n  - {}', 'OPTION_INVALID', 2, 5, 'list of names'],
    ['options beside their name', 'steps:\n  - add-pci-hostdev:\n    address: x', 'OPTION_INVALID', 3, 5, 'Indent'],
    [
      'an unknown option',
      'steps:\n  - add-pci-hostdev:\n      address: 01:00.0\n      rom:\n        fil: /x',
      'OPTION_INVALID',
      5,
      9,
      'Did you mean "rom.file"?',
    ],
    ['a wrong value', 'steps:\n  - hide-kvm: { state: maybe }', 'OPTION_INVALID', 2, 17, undefined],
    ['a missing option', 'steps:\n  - add-pci-hostdev', 'OPTION_INVALID', 2, 5, undefined],
    [
      'options that do not fit each other',
      'steps:\n  - add-pci-hostdev: { address: 01:00, functions: 1-0 }',
      'OPTION_INVALID',
      2,
      5,
      undefined,
    ],
    ['options that are a list', 'steps:\n  - hide-kvm: [on]', 'OPTION_INVALID', 2, 5, undefined],
    [
      'a wrong option of a recipe',
      'recipe:\n  linux-gpu:\n    address: 01:00.0\n    machine: pc',
      'OPTION_INVALID',
      4,
      5,
      undefined,
    ],
    ['a quote that is never closed', 'steps:\n  - "hide-kvm', 'FILE_MALFORMED', 2, 14, undefined],
    ['a key that stands twice', 'steps: []\nsteps: []', 'FILE_MALFORMED', 2, 1, undefined],
    ['two documents', 'steps: []\n---\nsteps: []', 'FILE_MALFORMED', 2, 1, undefined],
    [
      'a dotted option',
      'steps:\n  - add-pci-hostdev: { address: 01:00.0, rom.file: /x }',
      'OPTION_INVALID',
      2,
      42,
      'Nest it: rom: { file: … }',
    ],
    [
      'a value in place of options',
      'steps:\n  - add-pci-hostdev: 01:00.0',
      'OPTION_INVALID',
      2,
      5,
      'Name it, such as { address: … }',
    ],
    [
      'options behind the name',
      'steps:\n  - add-pci-hostdev 01:00.0',
      'OPTION_INVALID',
      2,
      5,
      'Options follow a colon: "add-pci-hostdev: { … }"',
    ],
    ['a recipe as a step', 'steps:\n  - linux-gpu', 'OPTION_INVALID', 2, 5, 'write "recipe: linux-gpu"'],
    ['a step as a recipe', 'recipe: hide-kvm', 'OPTION_INVALID', 1, 9, 'list it in "steps"'],
    ['broken JSON', '{ "steps": [ "hide-kvm" ', 'FILE_MALFORMED', 1, 25, undefined],
    ['a tag', 'steps: !!js/function "x"', 'FILE_MALFORMED', 1, 8, undefined],
  ])('refuses %s, and says where', (_, text, code, line, column, hint) => {
    const refusal = refusalOf(text);
    expect(refusal.code, refusal.message).toBe(code);
    expect(refusal.location, refusal.message).toEqual({ line, column });
    if (hint !== undefined) expect(refusal.hint).toContain(hint);
  });

  it('says that a number is to be put in quotes, and that one document is expected', () => {
    const text = 'steps:\n  - override-pci-ids: { address: 01:00.0, device-id: 1002 }';
    expect(refusalOf(text).message).toBe('Option "device-id": Expected text, found the number 1002: put it in quotes');
    const message = 'Expected one document, found another behind "---"';
    expect(refusalOf('steps: []\n---\nsteps: []').message).toBe(message);
  });
});

describe('stepsJsonSchema', () => {
  it('lists every transform, and those alone that need no options', () => {
    const { properties } = stepsJsonSchema() as { properties: { steps: { items: { anyOf: unknown[] } } } };
    const [alone, named] = properties.steps.items.anyOf as [{ enum: string[] }, { properties: object }];
    expect(Object.keys(named.properties)).toEqual(transforms.map(({ name }) => name));
    expect(alone.enum).toContain('hide-kvm');
    expect(alone.enum).not.toContain('add-pci-hostdev');
  });
});

import fc from 'fast-check';
import type { Transform } from '../../src/index.js';
import { optionsJsonSchema } from '../../src/transforms/transform.js';
import { HOST_FUNCTIONS } from './domain.js';

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly items?: Schema;
}

/** Options of a transform, as its schema allows them; what only a refinement forbids is refused as it would be to a user. */
export function optionsOf(transform: Transform): fc.Arbitrary<Record<string, unknown>> {
  return objectOf(optionsJsonSchema(transform.options) as Schema, `${transform.name} `);
}

const PCI_ADDRESSES = fc.constantFrom(
  ...HOST_FUNCTIONS.map(({ bus, slot, function: last }) => `${hex(bus)}:${hex(slot)}.${last}`),
  ...HOST_FUNCTIONS.map(({ bus, slot, function: last }) => `pci_0000_${hex(bus)}_${hex(slot)}_${last}`),
  '01:00',
  '0000:0A:10.1',
  '41:00.0',
);

/** Left out nine times out of ten. */
function rarely<T>(value: T): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constant(value) });
}

/** What a schema cannot say, by transform and option. */
const KNOWN: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  'add-pci-hostdev address': PCI_ADDRESSES,
  // Without a device map every name is refused.
  'add-pci-hostdev device': fc.constant(undefined),
  'add-pci-hostdev functions': fc.constantFrom('0', '0-1', 0, [0, 1], '0-3'),
  'remove-pci-hostdev address': PCI_ADDRESSES,
  'set-vcpu-pinning pins': fc.constantFrom<unknown[]>(
    4,
    '2-3',
    '2-5',
    '0:2,1:3',
    '0:2-3,8,^3',
    '0-1:4-5',
    { 1: 7 },
    '7:1',
  ),
  'set-vcpu-pinning emulator': fc.constantFrom<unknown[]>('0-1', '1,0', 0),
  'set-vcpu-pinning iothreads': fc.constantFrom<unknown[]>('0-1', '1:0', '2:1,1:0', { 9: 1 }),
  'use-hugepages size': fc.constantFrom<unknown[]>('2M', '1G', 2048, '1 GiB', '16384'),
  'use-hugepages nodeset': fc.constantFrom<unknown[]>(0, '0', '0-1'),
  'set-smbios-host system.uuid': fc.constantFrom(
    '6D7F0E0C-3C0E-4D3E-9F5E-2F6F3C1F0A11',
    '11111111-2222-4333-8444-555555555555',
  ),
  'set-hostdev-rom address': fc.oneof(PCI_ADDRESSES, fc.constant('01:00')),
  'add-usb-hostdev id': fc.constantFrom('046d:c52b', '0x046D:0xC52B', '1d6b:0002'),
  'add-usb-hostdev address': fc.constantFrom('1.4', '001/004'),
  'add-mdev-hostdev uuid': fc.constantFrom(
    '4b20d080-1b54-4048-85b3-a6a62d165c01',
    '4B20D0801B54404885B3A6A62D165C01',
    'c2177883-f1bb-47f0-914d-32a22e3a8804',
  ),
  'add-evdev-input dev': fc.constantFrom('/dev/input/by-id/usb-Kbd-event-kbd', '/dev//input/event5', '/a & "b"'),
  'add-viommu model': fc.constantFrom('intel', 'intel', 'intel', 'virtio', 'amd'),
  'add-viommu aw_bits': fc.constantFrom(39, '48'),
  'add-viommu xtsup': rarely('on'),
  'add-viommu passthrough': rarely('on'),
  'override-pci-ids address': fc.oneof(PCI_ADDRESSES, fc.constant('01:00.0')),
  'set-primary-gpu address': fc.oneof(PCI_ADDRESSES, fc.constant('01:00.0')),
  'set-mmio-window size': fc.constantFrom('64G', '32GiB', '1T'),
  'add-shmem size': fc.constantFrom(1, 32, '64', 48),
  'convert-to-q35 machine': fc.constantFrom('q35', 'pc-q35-7.2', 'pc-q35-8.0'),
};

/** Required, as long as what may stand instead is not there. */
const ALWAYS: ReadonlySet<string> = new Set(['add-pci-hostdev address']);

/** Tried before a string is made up from a pattern. */
const STRINGS = ['/var/lib/a b.fd', '/ü & <\'">.rom', '/r.rom', '7', '1', '2', '4', 'ua-gpu', 'ua-x_1', 'A&<"\'b'];

function valueFor(schema: Schema, name: string): fc.Arbitrary<unknown> {
  const known = KNOWN[name];
  if (known !== undefined) return known;
  if (schema.properties !== undefined) return objectOf(schema, `${name}.`);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((variant) => valueFor(variant, name)));
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  switch (schema.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return fc.integer({ min: Math.max(0, schema.minimum ?? 0), max: Math.min(8, schema.maximum ?? 8) });
    case 'array':
      return fc.array(valueFor(schema.items ?? {}, `${name}[]`), { minLength: schema.minItems ?? 0, maxLength: 4 });
    case 'string':
      return stringOf(schema);
    default:
      throw new Error(`Option "${name}": no generator for ${JSON.stringify(schema)}`);
  }
}

/** `prefix` is what the names of its options begin with, such as `add-pci-hostdev rom.`. */
function objectOf(schema: Schema, prefix: string): fc.Arbitrary<Record<string, unknown>> {
  const entries = Object.entries(schema.properties ?? {}).map(([key, property]) => {
    const value = valueFor(property, prefix + key);
    const isRequired = (schema.required?.includes(key) ?? false) || ALWAYS.has(prefix + key);
    return [key, isRequired ? value : sometimes(value)] as const;
  });
  return fc.record(Object.fromEntries(entries)).map((record) => {
    const present = Object.entries(record).filter(([, value]) => value !== undefined);
    return Object.fromEntries(present);
  });
}

function stringOf(schema: Schema): fc.Arbitrary<string> {
  const patterns = [schema, ...(schema.allOf ?? [])].flatMap(({ pattern }) => (pattern === undefined ? [] : [pattern]));
  const tests = patterns.map((pattern) => new RegExp(pattern, 'u'));
  const fitting = STRINGS.filter((text) => tests.every((test) => test.test(text)));
  const [pattern] = patterns;
  if (fitting.length > 0) return fc.constantFrom(...fitting);
  return pattern === undefined ? fc.string({ maxLength: 12 }) : fc.stringMatching(new RegExp(pattern));
}

function sometimes(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
}

function hex(value: number): string {
  return value.toString(16).padStart(2, '0');
}

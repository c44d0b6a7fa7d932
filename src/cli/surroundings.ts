import type { DeviceMap } from '../domain/surroundings.js';
import type { TransformOptions } from '../transforms/surroundings.js';
import { type Flag, flagArgument, type ParsedFlags, usageError } from './flags.js';
import { readHostFacts } from './host-facts.js';
import type { Io } from './io.js';
import { namingFile } from './report.js';
import { readText } from './text-file.js';

/** Flags that say what a domain is for. */
export const SURROUNDINGS_FLAGS: readonly Flag[] = [
  {
    name: 'target',
    argument: 'VERSIONS',
    summary: 'Versions that the result has to work with: libvirt=9.0,qemu=7.2 (the default), or newer ones',
  },
  {
    name: 'host',
    argument: 'FILE|local',
    summary: 'A host snapshot (JSON), which says what functions a card has; local is this machine',
  },
  { name: 'devices', argument: 'FILE', summary: 'A device map (YAML, JSON): where each named device is on each host' },
  { name: 'node', argument: 'NAME', summary: 'The host that the domain is for, as the device map calls it' },
];

/**
 * Read what the flags say of the surroundings, and the files that they name.
 *
 * @throws PtxError USAGE, FILE_UNREADABLE, FILE_MALFORMED
 */
export async function readSurroundings(parsed: ParsedFlags, io: Io): Promise<TransformOptions> {
  const [host, devices] = [flagArgument(parsed, 'host'), flagArgument(parsed, 'devices')];
  return {
    target: readTarget(parsed),
    host: host === undefined ? undefined : await readHostFacts(host, io),
    devices: devices === undefined ? undefined : await readDeviceMap(devices, io),
    node: flagArgument(parsed, 'node'),
  };
}

async function readDeviceMap(file: string, io: Io): Promise<DeviceMap> {
  return namingFile(file, async () => {
    const text = await readText(file, io);
    // The parser of YAML costs start-up time.
    const { parseDeviceMap } = await import('../transforms/facts-file.js');
    return parseDeviceMap(text);
  });
}

/** The versions that the flags name: several flags add up, and a program may be named once. */
export function readTarget({ given }: ParsedFlags): Record<string, string> {
  const versions = new Map<string, string>();
  const items = given.flatMap(({ name, argument = '' }) => (name === 'target' ? argument.split(',') : []));
  for (const item of items) {
    const [program = '', version] = item.split('=', 2);
    if (version === undefined) throw usageError(`Expected --target to be like libvirt=9.0,qemu=7.2, found "${item}"`);
    if (versions.has(program)) throw usageError(`--target names "${program}" twice`);
    versions.set(program, version);
  }
  return Object.fromEntries(versions);
}

import type { z } from 'zod/mini';
import { readCheckedFile } from '../checked-file.js';
import type { HostFacts } from '../domain/host-facts.js';
import type { DeviceMap } from '../domain/surroundings.js';
import { hostFactsSchema } from '../host-facts-schema.js';
import { deviceMapSchema } from './surroundings.js';

/**
 * Read a device map, YAML or JSON: by the name of a device and of a host an address, or what else is known of it.
 *
 * ```yaml
 * gpu0:
 *   nodeA: '0000:01:00.0'
 *   nodeB: { address: '0000:41:00.0', id: '10de:2204', iommuGroup: 13 }
 * ```
 *
 * @throws PtxError FILE_MALFORMED with line and column
 */
export function parseDeviceMap(text: string): DeviceMap {
  return parseFile(text, deviceMapSchema());
}

/**
 * Read of a host snapshot (JSON) what steps need to know.
 *
 * @throws PtxError FILE_MALFORMED with line and column
 */
export function parseHostFacts(text: string): HostFacts {
  // What is right needs no places, and snapshots are long.
  const schema = hostFactsSchema();
  return tryJson(text, schema) ?? parseFile(text, schema);
}

function tryJson<Value>(text: string, schema: z.ZodMiniType<Value>): Value | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function parseFile<Value>(text: string, schema: z.ZodMiniType<Value>): Value {
  return readCheckedFile(text, { schema, syntax: 'yaml', code: 'FILE_MALFORMED' });
}

import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { DeviceMap, HostFacts } from '../domain/surroundings.js';
import { PtxError } from '../errors.js';
import { describeFault, deviceMapSchema, hostFactsSchema } from './surroundings.js';

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
  return parseFile(text, deviceMapSchema);
}

/**
 * Read of a host snapshot (JSON) what steps need to know.
 *
 * @throws PtxError FILE_MALFORMED with line and column
 */
export function parseHostFacts(text: string): HostFacts {
  return parseFile(text, hostFactsSchema);
}

function parseFile<Value>(text: string, schema: z.ZodType<Value>): Value {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, version: '1.2', schema: 'core' });
  const refusal = (message: string, offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    const location = { line: Math.max(1, line), column: Math.max(1, col) };
    return new PtxError('FILE_MALFORMED', message, { location });
  };
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    throw refusal((problem.message.split('\n')[0] ?? '').replace(/\.$/, ''), problem.pos[0]);
  }
  const result = schema.safeParse(document.toJS());
  if (result.success) return result.data;
  const { path, message } = describeFault(result.error);
  const node = document.getIn(
    path.map((key) => (/^[0-9]+$/.test(key) ? Number(key) : key)),
    true,
  );
  const name = path.length === 0 ? '' : `"${path.join('.')}": `;
  throw refusal(name + message, isNode(node) ? (node.range?.[0] ?? 0) : 0);
}

import type { core } from 'zod/mini';
import { type ErrorCode, type Location, PtxError } from './errors.js';
import { checkValue, type Fault } from './fault.js';
import { YamlSource } from './yaml-source.js';

/** What a file of data has to be. */
export interface FileShape<Value> {
  readonly schema: core.$ZodType<Value>;
  /** `yaml` takes JSON as well. */
  readonly syntax: 'json' | 'yaml';
  /** The code of the refusal of other data. */
  readonly code: ErrorCode;
  /** How the refusal begins: `No host plan: `. */
  readonly lead?: string;
  /** What to do about it, where nothing better is known. */
  readonly hint?: string;
  /** A refusal of its own for a key that nobody knows. */
  refuseKey?(path: readonly (string | number)[]): PtxError | undefined;
}

/**
 * Read a file of data by its schema.
 *
 * @throws PtxError with the code of the shape, the line and column of what is wrong, and what was likely meant;
 * FILE_MALFORMED for text that is no YAML
 */
export function readCheckedFile<Value>(text: string, shape: FileShape<Value>): Value {
  return shape.syntax === 'json' ? readJson(text, shape) : readYaml(text, shape);
}

function readJson<Value>(text: string, shape: FileShape<Value>): Value {
  const { code, hint } = shape;
  if (text.trim() === '') throw new PtxError(code, 'The file is empty', { hint });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PtxError(code, 'The file is not JSON', { cause, location: locateNoJson(text), hint });
  }
  const { data, fault } = checkValue(value, shape.schema);
  // What is right needs no places, and such files are long.
  if (fault !== undefined) throw refusal(fault, shape, tryYaml(text));
  return data;
}

function readYaml<Value>(text: string, shape: FileShape<Value>): Value {
  const source = new YamlSource(text);
  const { data, fault } = checkValue(source.value, shape.schema);
  if (fault !== undefined) throw refusal(fault, shape, source);
  return data;
}

function refusal(
  fault: Fault,
  { code, lead = '', hint, refuseKey }: FileShape<unknown>,
  source?: YamlSource,
): PtxError {
  const { path, isKey, message } = fault;
  const location = source?.locate(path, isKey);
  const own = isKey ? refuseKey?.(path) : undefined;
  if (own !== undefined) return own.with({ location });
  const name = path.length === 0 || isKey ? '' : `"${path.join('.')}": `;
  return new PtxError(code, lead + name + message, { location, hint: fault.hint ?? hint });
}

/** JSON is YAML, but for a few control characters. */
function tryYaml(text: string): YamlSource | undefined {
  try {
    return new YamlSource(text);
  } catch {
    return undefined;
  }
}

/** Where text that is no JSON is no YAML either. */
function locateNoJson(text: string): Location | undefined {
  try {
    new YamlSource(text);
    return undefined;
  } catch (error) {
    return error instanceof PtxError ? error.location : undefined;
  }
}

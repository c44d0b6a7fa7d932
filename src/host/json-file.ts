import type { z } from 'zod';

import { type ErrorCode, PtxError } from '../errors.js';

/** What a file of JSON has to be. */
export interface JsonFile<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** The code of the refusal of anything else. */
  readonly code: ErrorCode;
  /** What it is called in the message: "host snapshot". */
  readonly name: string;
  readonly hint?: string;
}

/**
 * Read a file of JSON by its schema. Fields that are not known are left out.
 *
 * @throws PtxError with the code of the file, naming the field at fault
 */
export function parseJsonFile<Schema extends z.ZodType>(text: string, file: JsonFile<Schema>): z.output<Schema> {
  const { schema, code, name, hint } = file;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PtxError(code, 'The file is not JSON', { cause });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? '' : `"${issue.path.join('.')}": `;
  throw new PtxError(code, `No ${name}: ${place}${issue?.message ?? ''}`, { hint });
}

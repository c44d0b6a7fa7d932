import type { z } from 'zod';
import { PtxError } from '../errors.js';

/** What messages say of a file that is to be read. */
export interface JsonFile {
  /** Called what it has to be: `host snapshot`. */
  readonly kind: string;
  /** Where one comes from. */
  readonly hint: string;
}

/**
 * Read JSON that has to fit a schema. Fields that are not known are left out.
 *
 * @throws PtxError FILE_MALFORMED for what is no JSON, or does not fit
 */
export function parseJsonFile<Schema extends z.ZodType>(text: string, schema: Schema, file: JsonFile): z.infer<Schema> {
  const result = schema.safeParse(parseJson(text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? '' : `"${issue.path.join('.')}": `;
  throw new PtxError('FILE_MALFORMED', `No ${file.kind}: ${place}${issue?.message ?? ''}`, { hint: file.hint });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PtxError('FILE_MALFORMED', 'The file is not JSON', { cause });
  }
}

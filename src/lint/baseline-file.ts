import { z } from 'zod/mini';
import { readCheckedFile } from '../checked-file.js';
import type { Baseline } from './baseline.js';

const baselineSchema: z.ZodMiniType<Baseline> = z.strictObject({
  version: z.literal(1),
  files: z.record(z.string(), z.record(z.string(), z.int().check(z.minimum(1)))),
});

/**
 * Read a baseline.
 *
 * @throws PtxError FILE_MALFORMED
 */
export function parseBaseline(text: string): Baseline {
  const hint = 'Write it anew with --write-baseline';
  return readCheckedFile(text, {
    schema: baselineSchema,
    syntax: 'json',
    code: 'FILE_MALFORMED',
    lead: 'Not a baseline: ',
    hint,
  });
}

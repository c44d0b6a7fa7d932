import { z } from 'zod';
import { PtxError } from '../../errors.js';
import { hostRequestSchema } from '../request.js';

/** The one declaration of what a hook can be asked for. */
const hookRequestSchema = hostRequestSchema.pick({ devices: true, companions: true, accepted: true }).extend({
  domain: z
    .string()
    .regex(/^[^/\n]+$/)
    .describe('Name of the domain'),
  hugepages: hostRequestSchema.shape.hugepages.describe('Huge pages to have while the domain runs'),
  isolatedCpus: z.string().optional().describe('CPUs that only guests get while the domain runs'),
  governor: z.string().regex(/^\w+$/).optional().describe('Frequency governor while the domain runs'),
});

/** What a hook is asked for, with every default in place. */
export type HookRequest = z.infer<typeof hookRequestSchema>;

/**
 * Check what a hook is asked for.
 *
 * @throws PtxError OPTION_INVALID
 */
export function parseHookRequest(input: z.input<typeof hookRequestSchema>): HookRequest {
  const result = hookRequestSchema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const option = issue?.path.join('.');
  throw new PtxError('OPTION_INVALID', `Option "${option}": ${issue?.message}`, { option });
}

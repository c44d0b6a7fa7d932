import { z } from 'zod/mini';
import { checkRequest, hostRequestSchema } from '../request.js';
import { hookPath } from './hook-script.js';

/** What file systems take is 255, and a file that is being written has a longer name. */
const LONGEST_NAME = 240;

/** The one declaration of what a hook can be asked for. */
const hookRequestSchema = z.extend(z.pick(hostRequestSchema, { devices: true, companions: true, accepted: true }), {
  domain: z.string().check(
    z.regex(/^[^/\n]+$/, 'Expected the name of a domain'),
    z.refine(
      (name) => hookPath(name).replace(/^.*\//, '').length <= LONGEST_NAME,
      'The name is too long for that of a file',
    ),
    z.describe('Name of the domain'),
  ),
  hugepages: hostRequestSchema.shape.hugepages.check(z.describe('Huge pages to have while the domain runs')),
  isolatedCpus: hostRequestSchema.shape.isolatedCpus.check(
    z.describe('CPUs that only guests get while the domain runs'),
  ),
  governor: z
    .optional(z.string().check(z.regex(/^\w+$/, 'Expected the name of a governor, such as performance')))
    .check(z.describe('Frequency governor while the domain runs')),
});

/** What a hook is asked for, with every default in place. */
export type HookRequest = z.infer<typeof hookRequestSchema>;

/**
 * Check what a hook is asked for.
 *
 * @throws PtxError OPTION_INVALID
 */
export function parseHookRequest(input: z.input<typeof hookRequestSchema>): HookRequest {
  return checkRequest(input, hookRequestSchema);
}

import { readCheckedFile } from '../checked-file.js';
import { type HostPlan, hostPlanSchema } from './plan.js';

/**
 * Read a plan as `ptx host plan --format json` prints it.
 *
 * @throws PtxError FILE_MALFORMED for what is no JSON or no plan
 */
export function parseHostPlan(text: string): HostPlan {
  const hint = '"ptx host plan --format json" prints one';
  return readCheckedFile(text, {
    schema: hostPlanSchema,
    syntax: 'json',
    code: 'FILE_MALFORMED',
    lead: 'No host plan: ',
    hint,
  });
}

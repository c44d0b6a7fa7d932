import { parseJsonFile } from './json-file.js';
import { type HostPlan, hostPlanSchema } from './plan.js';

/**
 * Read a plan as `ptx host plan --format json` prints it. Fields that are not known are left out.
 *
 * @throws PtxError FILE_MALFORMED for what is no JSON or no plan
 */
export function parseHostPlan(text: string): HostPlan {
  return parseJsonFile(text, hostPlanSchema, {
    kind: 'host plan',
    hint: '"ptx host plan --format json" prints one',
  });
}

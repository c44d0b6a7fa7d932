import { PtxError } from '../../errors.js';
import type { HostPlan } from '../plan.js';
import { ansibleRenderer } from './ansible.js';
import { cloudInitRenderer } from './cloud-init.js';
import { jsonRenderer } from './json.js';
import { machineConfigRenderer } from './machineconfig.js';
import { nixosRenderer } from './nixos.js';
import type { PlanPaint, PlanRenderer } from './renderer.js';
import { shellRenderer } from './shell.js';
import { textRenderer } from './text.js';

/** Every format of a plan. */
export const planRenderers: readonly PlanRenderer[] = [
  textRenderer,
  jsonRenderer,
  shellRenderer,
  ansibleRenderer,
  cloudInitRenderer,
  machineConfigRenderer,
  nixosRenderer,
];

/**
 * Write a plan down. Of a blocked one there is nothing to write for machines.
 *
 * @throws PtxError OPTION_INVALID for an unknown format, FORMAT_UNSUITED for one that cannot say what the plan does
 */
export function renderPlan(plan: HostPlan, format: string, paint: PlanPaint = (_, text) => text): string {
  const renderer = planRenderers.find(({ name }) => name === format);
  if (renderer !== undefined) {
    return plan.verdict === 'blocked' && renderer.isRunnable === true ? '' : renderer.render(plan, paint);
  }
  const names = planRenderers.map(({ name }) => name).join(', ');
  throw new PtxError('OPTION_INVALID', `Unknown format "${format}"`, {
    option: 'format',
    hint: `Expected one of: ${names}`,
  });
}

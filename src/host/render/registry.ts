import { PtxError } from '../../errors.js';
import type { HostPlan } from '../plan.js';
import { jsonRenderer } from './json.js';
import type { PlanPaint, PlanRenderer } from './renderer.js';
import { textRenderer } from './text.js';

/** Every format of a plan. */
export const planRenderers: readonly PlanRenderer[] = [textRenderer, jsonRenderer];

/**
 * Write a plan down.
 *
 * @throws PtxError OPTION_INVALID for an unknown format
 */
export function renderPlan(plan: HostPlan, format: string, paint: PlanPaint = (_, text) => text): string {
  const renderer = planRenderers.find(({ name }) => name === format);
  if (renderer !== undefined) return renderer.render(plan, paint);
  const names = planRenderers.map(({ name }) => name).join(', ');
  throw new PtxError('OPTION_INVALID', `Unknown format "${format}"`, {
    option: 'format',
    hint: `Expected one of: ${names}`,
  });
}

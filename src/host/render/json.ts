import type { PlanRenderer } from './renderer.js';

/** The plan as it is: what `ptx host apply` reads. */
export const jsonRenderer: PlanRenderer = {
  name: 'json',
  summary: 'The complete plan, for programs and for "ptx host apply"',
  render: (plan) => `${JSON.stringify(plan, null, 2)}\n`,
};

import type { HostPlan } from '../plan.js';

/** What a piece of text is, for those who colour it. */
export type PlanStyle = 'title' | 'added' | 'problem' | 'note';

/** Marks text by what it is. */
export type PlanPaint = (style: PlanStyle, text: string) => string;

/** Writes a plan down in one format. */
export interface PlanRenderer {
  /** As on the command line. */
  readonly name: string;
  readonly summary: string;
  /** The whole output, with a newline at its end. Only text for people is coloured. */
  render(plan: HostPlan, paint: PlanPaint): string;
}

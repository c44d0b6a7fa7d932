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
  /** True where a machine does what is written: of a blocked plan nothing is. */
  readonly isRunnable?: boolean;
  /**
   * The whole output, with a newline at its end. Only text for people is coloured.
   *
   * @throws PtxError FORMAT_UNSUITED where what the format can say would do something else than the plan
   */
  render(plan: HostPlan, paint: PlanPaint): string;
}

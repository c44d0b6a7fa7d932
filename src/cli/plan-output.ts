import type { HostPlan } from '../host/plan.js';
import { planRenderers, renderPlan } from '../host/render/registry.js';
import type { PlanPaint, PlanStyle } from '../host/render/renderer.js';
import { isStdoutColored, type Paint, painter, readColorChoice } from './color.js';
import { EXIT } from './exit-codes.js';
import { type Flag, flagArgument, type ParsedFlags } from './flags.js';
import type { Io } from './io.js';

const FORMATS = planRenderers.map(({ name }) => name);

/** Offered by every command that prints a plan. */
export const PLAN_FORMAT_FLAG: Flag = {
  name: 'format',
  argument: FORMATS.join('|'),
  choices: FORMATS,
  summary: 'Print for people (text, the default), the complete plan (json), or what carries it out',
};

/** Print a plan in the format that was asked for. A blocked plan is told to people only. Returns the exit code. */
export async function printPlan(plan: HostPlan, parsed: ParsedFlags, io: Io): Promise<number> {
  const paint = planPaint(painter(isStdoutColored(readColorChoice(parsed), io)));
  const output = renderPlan(plan, flagArgument(parsed, PLAN_FORMAT_FLAG.name) ?? 'text', paint);
  if (output === '') io.writeStderr(renderPlan(plan, 'text'));
  else await io.writeStdout(output);
  return plan.verdict === 'blocked' ? EXIT.blocked : EXIT.ok;
}

/** How each style of a plan looks on a terminal. */
const STYLES: Readonly<Record<PlanStyle, Parameters<Paint>[0]>> = {
  title: 'title',
  added: 'host',
  problem: 'note',
  note: 'note',
};

function planPaint(paint: Paint): PlanPaint {
  return (style, text) => paint(STYLES[style], text);
}

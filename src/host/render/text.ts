import { cleanStrings } from '../../domain/clean-strings.js';
import { escapeControls } from '../../domain/one-line.js';
import type { HostAction } from '../action.js';
import { titleAction } from '../action-title.js';
import type { HostPlan } from '../plan.js';
import { UNFINISHED } from '../unfinished.js';
import type { PlanPaint, PlanRenderer } from './renderer.js';
import { wrap } from './wrap.js';

/** What each verdict means. */
const VERDICTS: Readonly<Record<HostPlan['verdict'], string>> = {
  isolated: 'the IOMMU tells the device apart from all others',
  'isolated-with-bridge':
    'the IOMMU tells the device apart, together with the bridge above it, which stays with the host',
  'isolated-by-override': 'the ACS override splits the groups; the hardware does not isolate the device',
  shared: 'other devices have to go along, or the groups are not known yet',
  blocked: 'nothing is done',
};

/** The plan for people: what is done, and the reason for each line. */
export const textRenderer: PlanRenderer = {
  name: 'text',
  summary: 'For people: every line with its reason',
  render(given, paint) {
    // A plan may come from anybody, and this is what people look at before they do it.
    const plan = cleanStrings(given, escapeControls);
    const sections = [
      formatHead(plan, paint),
      formatBlockers(plan, paint),
      formatFindings(plan, paint),
      ...plan.actions.map((action, index) => formatAction(action, index + 1, paint)),
      formatEnd(plan, paint),
    ];
    return `${sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`;
  },
};

function formatHead({ verdict, passthroughSet, companions, ids }: HostPlan, paint: PlanPaint): string[] {
  const style = verdict === 'blocked' ? 'problem' : 'title';
  if (passthroughSet.length === 0 && verdict !== 'blocked') {
    return [paint('title', 'The host is prepared, and no device goes to a guest')];
  }
  return [
    ...wrap(`${verdict}: ${VERDICTS[verdict]}`, 0).map((line) => line.replace(verdict, paint(style, verdict))),
    ...(passthroughSet.length > 0 ? wrap(`Goes to the guest: ${passthroughSet.join(', ')}`, 0) : []),
    ...(companions.length > 0 ? wrap(`Of the same card in other groups: ${companions.join(', ')}`, 0) : []),
    ...(ids.length > 0 ? wrap(`PCI ids: ${ids.join(', ')}`, 0) : []),
  ];
}

function formatBlockers({ blockers }: HostPlan, paint: PlanPaint): string[] {
  if (blockers.length === 0) return [];
  const lines = blockers.flatMap(({ code, address, message, isFinal }) => {
    const items = address === null ? [code] : [code, address];
    const way = isFinal ? '' : ` (${items.map((item) => `--i-know ${item}`).join(' or ')} goes ahead)`;
    return wrap(`${address === null ? '' : `${address}: `}${message}${way}`, 2);
  });
  return [paint('problem', 'What forbids it'), ...lines];
}

function formatFindings({ findings }: HostPlan, paint: PlanPaint): string[] {
  if (findings.length === 0) return [];
  return [paint('note', 'What to know'), ...findings.flatMap(({ code, message }) => wrap(`${code}: ${message}`, 2))];
}

function formatAction(action: HostAction, number: number, paint: PlanPaint): string[] {
  const title = `${number}. ${titleAction(action)}`;
  // A command is one line, so that it can be copied.
  const lines = action.kind === 'run-command' ? [title] : wrap(title, 0);
  return [...lines.map((line) => paint('title', line)), ...wrap(action.reason, 3), ...formatContent(action, paint)];
}

function formatContent(action: HostAction, paint: PlanPaint): string[] {
  if (action.kind === 'manual') return action.lines.map((line) => `   ${paint('added', line)}`);
  if (action.kind !== 'write-file') return [];
  return action.lines.flatMap(({ text, reason }) => [`   ${paint('added', `+ ${text}`)}`, ...wrap(reason, 7)]);
}

function formatEnd({ verdict, actions, findings, requiresReboot }: HostPlan, paint: PlanPaint): string[] {
  if (verdict === 'blocked') return [];
  if (actions.length === 0 && findings.some(({ code }) => code === UNFINISHED)) {
    return [paint('note', 'No file is left to write, but what was begun is not ended.')];
  }
  const lines = actions.length === 0 ? ['Nothing to do: the host is configured like this.'] : [];
  return requiresReboot ? [...lines, paint('note', 'It counts after the next start of the host.')] : lines;
}

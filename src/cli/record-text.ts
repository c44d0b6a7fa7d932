import { oneLine } from '../domain/one-line.js';
import { quoteWord } from '../domain/shell-word.js';
import { titleAction } from '../host/action-title.js';
import type { HostTarget } from '../host/node/host-access.js';
import type { HostRecord } from '../host/record.js';
import type { Paint } from './color.js';

/** Say for people what was done, how it is taken back, and what is left to do. */
export function formatApplied({ id, plan, steps }: HostRecord, { root, chroot }: HostTarget, paint: Paint): string {
  const place = root === undefined ? '' : ` --root ${oneLine(quoteWord(root))}`;
  const done = steps.filter(({ state }) => state === 'done').length;
  const left = plan.actions.flatMap((action) => (action.kind === 'manual' ? [action] : []));
  const lines = [
    `${paint('title', 'Applied:')} ${done} of ${steps.length} actions`,
    `Record: ${id} ("ptx host rollback ${id}${place}${chroot ? ' --chroot' : ''}" takes it back)`,
    ...left.flatMap((action) => [
      paint('note', oneLine(titleAction(action))),
      ...action.lines.map((line) => `  ${oneLine(line)}`),
    ]),
    ...(plan.requiresReboot ? [paint('note', 'It counts after the next start of the host.')] : []),
    ...(plan.passthroughSet.length === 0
      ? []
      : [
          `Then: ptx host verify ${plan.request.devices.map((device) => `--device ${oneLine(device)}`).join(' ')}${place}`,
        ]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Say for people what was taken back. */
export function formatRolledBack({ id, steps, plan }: HostRecord, paint: Paint): string {
  const undone = steps.filter(({ state }) => state === 'undone').length;
  const lines = [
    `${paint('title', 'Rolled back:')} ${id}, ${undone} of ${steps.length} actions`,
    ...(plan.requiresReboot && undone > 0 ? [paint('note', 'It counts after the next start of the host.')] : []),
  ];
  return `${lines.join('\n')}\n`;
}

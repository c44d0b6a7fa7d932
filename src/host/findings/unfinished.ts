import type { PlanFinding } from '../plan.js';
import type { PlanScope } from '../planning.js';
import { explainUnfinished, UNFINISHED } from '../unfinished.js';

/** Find what was begun and not ended: files that a new plan finds in place may be in no initramfs and in no boot menu yet. */
export function findUnfinishedWork({ snapshot }: PlanScope): PlanFinding[] {
  if (snapshot.unfinished === null) return [];
  const { message, next } = explainUnfinished(snapshot.unfinished);
  const why = 'what makes the initramfs and the boot menu of the files may not have run, and no other plan is done';
  return [{ code: UNFINISHED, message: `${message}; ${why}. ${next}` }];
}

import type { PlanFinding } from '../plan.js';
import type { PlanScope } from '../planning.js';
import { findBootMistakes } from './boot.js';
import { findCmdlineMistakes } from './cmdline.js';
import { findDeviceNotes } from './devices.js';
import { findModprobeMistakes } from './modprobe.js';
import { findModuleMistakes } from './modules.js';
import { findUnfinishedWork } from './unfinished.js';

const FINDERS = [
  findUnfinishedWork,
  findCmdlineMistakes,
  findModprobeMistakes,
  findModuleMistakes,
  findBootMistakes,
  findDeviceNotes,
];

/** Say what is wrong with a host, or worth knowing, whatever a plan does about it. */
export function listFindings(scope: PlanScope): PlanFinding[] {
  return FINDERS.flatMap((find) => find(scope));
}

import type { HostPlan } from '../plan.js';
import { listActions } from './plan-parts.js';

/** What is written to one attribute, one value after the other: the number of virtual functions goes through 0. */
export interface SysfsChange {
  readonly path: string;
  /** What it holds before. */
  readonly before: string;
  readonly values: readonly string[];
}

/** The attributes that a plan writes, each once. */
export function listSysfsChanges(plan: HostPlan): SysfsChange[] {
  const writes = listActions(plan, 'write-sysfs');
  return [...new Set(writes.map(({ path }) => path))].map((path) => {
    const own = writes.filter((write) => write.path === path);
    return { path, before: own[0]?.undo.value ?? '', values: own.map(({ value }) => value) };
  });
}

/** The same, backwards. */
export function undoSysfsChange({ path, before, values }: SysfsChange): SysfsChange {
  const [last = before] = values.slice(-1);
  return { path, before: last, values: [...values.slice(0, -1).toReversed(), before] };
}

/** Write them with a shell that gets path and values as arguments, so that it reads neither. */
export function sysfsCommand({ path, values }: SysfsChange): string[] {
  const script = 'path=$1; shift; for value; do printf \'%s\\n\' "$value" >"$path" || exit; done';
  return ['sh', '-c', script, 'sh', path, ...values];
}

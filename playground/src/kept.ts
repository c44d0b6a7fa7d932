import type { Target } from 'libvirt-ptx';
import type { OpenedFile } from './open-file.js';
import { createEntry, type Plan } from './state.js';

/** What a reload does not lose: it stays in this tab, and for as long as the tab is open. */
export interface Kept {
  readonly domain: OpenedFile;
  readonly host: OpenedFile | undefined;
  readonly plan: Plan;
  readonly target: Partial<Target>;
}

const KEY = 'ptx-playground';

/** Keep what is on the page; nothing is kept of what is too large for the browser. */
export function keep(kept: Kept): void {
  try {
    sessionStorage.removeItem(KEY);
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Where nothing can be kept, a reload begins anew.
  }
}

/** What was kept in this tab; undefined where nothing was. */
export function readKept(): Kept | undefined {
  try {
    const kept: Kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    // Keys are given anew, so that no later step gets one that is taken.
    const steps = kept.plan.steps.map(({ name, texts }) => createEntry(name, texts));
    return { ...kept, plan: { ...kept.plan, steps } };
  } catch {
    return undefined;
  }
}

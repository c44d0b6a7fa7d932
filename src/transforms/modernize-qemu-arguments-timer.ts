import type { DomainDraft } from '../domain/domain-draft.js';
import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { REASON } from './modernize-qemu-arguments-judge.js';

/** Every `<timer>` of this name that libvirt reads. */
export function listTimers(draft: DomainDraft, name: string): XmlElement[] {
  return draft
    .findAll('clock')
    .flatMap((clock) => clock.childrenNamed('timer'))
    .filter((timer) => timer.attribute('name') === name);
}

/** Bring about a timer with these attributes; where there are several of its name, all of them carry them. */
export function alignTimer(draft: DomainDraft, name: string, attributes: Readonly<Record<string, string>>): void {
  const timers = listTimers(draft, name);
  for (const timer of timers) draft.align(timer, attributes, REASON);
  if (timers.length > 0) return;
  const clock = draft.find('clock') ?? draft.add(draft.root, markup('clock', { offset: 'utc' }), REASON);
  draft.ensureKeyed(clock, 'timer', 'name', { name, ...attributes }, REASON);
}

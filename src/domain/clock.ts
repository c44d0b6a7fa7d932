import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import type { DomainDraft } from './domain-draft.js';
import type { DomainReader } from './domain-reader.js';

/** The timers of this name: libvirt reads those of all `<clock>` elements. */
export function listTimers(draft: DomainReader, name: string): XmlElement[] {
  return draft
    .findAll('clock')
    .flatMap((clock) => clock.childrenNamed('timer'))
    .filter((timer) => timer.attribute('name') === name);
}

/** The clocks that say an offset: libvirt reads that of the first one. */
export function listOffsetClocks(domain: DomainReader): readonly XmlElement[] {
  return domain.findAll('clock').filter((clock) => clock.attribute('offset') !== undefined);
}

/** Bring about a timer, known by its `name`; a domain without a clock gets one with this offset. */
export function ensureTimer(
  draft: DomainDraft,
  attributes: { readonly name: string } & Readonly<Record<string, string>>,
  offset: 'utc' | 'localtime',
  reason: string,
): void {
  const existing = listTimers(draft, attributes.name);
  for (const timer of existing) draft.align(timer, attributes, reason);
  if (existing.length > 0) return;
  const clock = draft.find('clock') ?? draft.add(draft.root, markup('clock', { offset }), reason);
  draft.ensureKeyed(clock, 'timer', 'name', attributes, reason);
}

import type { DomainDraft } from '../../domain/domain-draft.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** Each timer is there once. Mending takes out a second one that says the same. */
export const timerSingle = defineRule({
  name: 'timer-single',
  summary: 'Each timer of <clock> is there once',
  about: ['clock/timer'],
  guests: 'any',
  why: 'libvirt takes a timer twice and hands both on, so that which of them counts is up to QEMU and to the timer.',
  class: 'unsafe',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#time-keeping',
  checked: 'virDomainDefClockParse and qemuBuildClockCommandLine, libvirt 9.0.0',
  messages: {
    again: {
      text: 'Timer "{name}" is there twice',
      cure: 'Leave one of them',
      effect: 'runs',
    },
  },
  check({ domain, report }) {
    const first = new Map<string, XmlElement>();
    for (const at of domain.findAll('clock').flatMap((clock) => clock.childrenNamed('timer'))) {
      const name = at.attribute('name');
      const before = name === undefined ? undefined : first.get(name);
      if (name === undefined) continue;
      if (before === undefined) {
        first.set(name, at);
        continue;
      }
      const mending = isSame(before, at)
        ? { fix: (draft: DomainDraft) => draft.remove(at, 'It is there already') }
        : {};
      report({ message: 'again', at, data: { name }, ...mending });
    }
  },
});

function isSame(one: XmlElement, other: XmlElement): boolean {
  const isPlain = one.elements.length + other.elements.length === 0;
  const count = one.attributes.length === other.attributes.length;
  return isPlain && count && one.attributes.every(({ name, value }) => other.attribute(name) === value);
}

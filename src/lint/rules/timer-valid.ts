import type { DomainDraft } from '../../domain/domain-draft.js';
import { readDecimal } from '../../domain/number.js';
import { isQemuDomain } from '../../domain/support.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** The timers that libvirt knows; what else stands there is refused for its name. */
const NAMES = new Set(['hpet', 'kvmclock', 'pit', 'rtc', 'tsc', 'hypervclock', 'armvtimer', 'platform']);

/** The timers that take an attribute. */
const TAKERS: Readonly<Record<string, readonly string[]>> = {
  tickpolicy: ['hpet', 'pit', 'rtc', 'tsc', 'armvtimer', 'platform'],
  track: ['rtc', 'platform'],
  mode: ['tsc'],
  frequency: ['tsc'],
};

/** What QEMU cannot do, by timer and attribute. */
const BEYOND_QEMU: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  rtc: { tickpolicy: ['merge', 'discard'], track: ['boot'] },
  pit: { tickpolicy: ['merge'] },
};

/** Each timer says what libvirt knows of it and QEMU can do. */
export const timerValid = defineRule({
  name: 'timer-valid',
  summary: 'Each timer of <clock> says what libvirt knows and QEMU can do',
  about: ['clock/timer'],
  guests: 'any',
  why: 'Which attributes a timer takes depends on its name: a tick policy is for timers that tick, a frequency is for the TSC. libvirt refuses a domain with any other, and with a policy that QEMU does not have.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#time-keeping',
  checked: 'virDomainTimerDefParseXML, virDomainDefPostParseTimer and qemuValidateDomainDefClockTimers, libvirt 9.0.0',
  messages: {
    nameless: {
      text: 'A timer has no name, so libvirt refuses the domain',
      cure: 'Name it, or take it out',
      effect: 'refused',
    },
    notTaken: {
      text: 'Timer "{name}" takes no {attribute}, so libvirt refuses the domain',
      cure: 'Take the attribute out',
      effect: 'refused',
    },
    beyondQemu: {
      text: 'QEMU has no {attribute} "{value}" for timer "{name}", so libvirt refuses the domain',
      cure: 'Say another one, or take the attribute out',
      effect: 'refused',
    },
    platform: {
      text: 'Timer "platform" is for Xen, and libvirt refuses it for QEMU',
      cure: 'Take the timer out',
      effect: 'refused',
    },
    catchup: {
      text: 'Limits of catching up stand beside another tick policy than "catchup", so libvirt refuses the domain',
      cure: 'Say tickpolicy="catchup", or take <catchup> out',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const isQemu = isQemuDomain(domain);
    for (const at of domain.findAll('clock').flatMap((clock) => clock.childrenNamed('timer'))) {
      const name = at.attribute('name');
      if (name === undefined) report({ message: 'nameless', at });
      else if (name === 'platform' && isQemu) report({ message: 'platform', at, part: '@name' });
      for (const attribute of listNotTaken(at)) {
        const fix = (draft: DomainDraft) => draft.removeAttribute(at, attribute, 'libvirt takes it of other timers');
        report({ message: 'notTaken', at, part: `@${attribute}`, data: { name: name ?? '', attribute }, fix });
      }
      for (const [attribute, values] of Object.entries((isQemu && own(BEYOND_QEMU, name)) || {})) {
        const value = at.attribute(attribute);
        if (value === undefined || !values.includes(value)) continue;
        report({ message: 'beyondQemu', at, part: `@${attribute}`, data: { name: name ?? '', attribute, value } });
      }
      const limits = at.child('catchup');
      if (limits !== undefined && at.attribute('tickpolicy') !== 'catchup' && hasLimits(limits)) {
        report({ message: 'catchup', at: limits });
      }
    }
  },
});

function listNotTaken(timer: XmlElement): string[] {
  const name = timer.attribute('name') ?? '';
  if (!NAMES.has(name)) return [];
  return Object.keys(TAKERS).filter((attribute) => {
    const value = timer.attribute(attribute);
    // A frequency of zero is none.
    const isSaid = value !== undefined && !(attribute === 'frequency' && readDecimal(value) === 0);
    return isSaid && !(own(TAKERS, attribute) ?? []).includes(name);
  });
}

function hasLimits({ attributes }: XmlElement): boolean {
  return attributes.some(({ name, value }) => /^(threshold|slew|limit)$/.test(name) && readDecimal(value) !== 0);
}

function own<Value>(table: Readonly<Record<string, Value>>, key: string | undefined): Value | undefined {
  return key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

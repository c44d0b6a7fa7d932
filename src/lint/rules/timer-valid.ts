import type { DomainDraft } from '../../domain/domain-draft.js';
import { findMeant } from '../../domain/nearest.js';
import { readDecimal } from '../../domain/number.js';
import { isQemuDomain } from '../../domain/support.js';
import { readSwitchWord } from '../../domain/switch-word.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** The words that libvirt knows. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  name: ['hpet', 'kvmclock', 'pit', 'rtc', 'tsc', 'hypervclock', 'armvtimer', 'platform'],
  present: ['yes', 'no'],
  tickpolicy: ['delay', 'catchup', 'merge', 'discard'],
  track: ['boot', 'guest', 'wall', 'realtime'],
  mode: ['auto', 'native', 'emulate', 'paravirt', 'smpsafe'],
};

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
    unknown: {
      text: 'libvirt does not know {attribute} "{value}" of a timer, and refuses the domain',
      cure: 'Say one of {words}',
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
      for (const { attribute, value, words } of listUnknown(at)) {
        const meant = attribute === 'present' ? findPresence(value) : findMeant(value, words);
        const correct = (draft: DomainDraft) =>
          draft.setAttribute(at, attribute, meant ?? value, 'libvirt knows no other');
        const mending = meant === undefined ? {} : { fix: correct };
        const data = { attribute, value, words: words.map((word) => `"${word}"`).join(', ') };
        report({ message: 'unknown', at, part: `@${attribute}`, data, ...mending });
      }
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

function listUnknown(timer: XmlElement): { attribute: string; value: string; words: readonly string[] }[] {
  return Object.entries(WORDS).flatMap(([attribute, words]) => {
    const value = timer.attribute(attribute);
    return value === undefined || words.includes(value) ? [] : [{ attribute, value, words }];
  });
}

function listNotTaken(timer: XmlElement): string[] {
  const name = timer.attribute('name') ?? '';
  if (!(WORDS.name ?? []).includes(name)) return [];
  return Object.keys(TAKERS).filter((attribute) => {
    const value = timer.attribute(attribute);
    // A frequency of zero is none.
    const isSaid = value !== undefined && !(attribute === 'frequency' && readDecimal(value) === 0);
    return isSaid && !(own(TAKERS, attribute) ?? []).includes(name);
  });
}

/** People write the words of switches. */
function findPresence(text: string): string | undefined {
  const word = readSwitchWord(text);
  return word === undefined ? undefined : word === 'on' ? 'yes' : 'no';
}

function hasLimits({ attributes }: XmlElement): boolean {
  return attributes.some(({ name, value }) => /^(threshold|slew|limit)$/.test(name) && readDecimal(value) !== 0);
}

function own<Value>(table: Readonly<Record<string, Value>>, key: string | undefined): Value | undefined {
  return key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

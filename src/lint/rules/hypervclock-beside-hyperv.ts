import { ensureTimer, listTimers } from '../../domain/clock.js';
import { readEffectiveSwitches } from '../../domain/hypervisor-cpuid.js';
import { defineRule } from '../rule.js';

const CLOCK = 'hypervclock';

/** Hyper-V enlightenments and the timer `hypervclock` come together. Mending adds the timer. */
export const hypervclockBesideHyperv = defineRule({
  name: 'hypervclock-beside-hyperv',
  summary: 'Hyper-V enlightenments and timer "hypervclock" come together',
  about: ['features/hyperv', 'clock/timer'],
  guests: 'x86-kvm',
  why: 'Windows reads its time from the Hyper-V reference counter where there is one, and else from a clock that QEMU emulates at a cost of host CPU time. The timer is an enlightenment too: alone it makes a guest see Hyper-V, under the vendor id of Microsoft.',
  class: 'unsafe',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#time-keeping',
  checked: 'qemuBuildCpuCommandLine, libvirt 9.0.0; hyperv_enabled, QEMU 7.2',
  messages: {
    missing: {
      text: 'Hyper-V is on without timer "hypervclock", so Windows reads a slower clock',
      cure: 'Add <timer name="hypervclock" present="yes"/> to <clock>',
      effect: 'runs',
    },
    alone: {
      text: 'Timer "hypervclock" alone makes the guest see Hyper-V, without anything that makes Windows faster',
      cure: 'Add <relaxed>, <vapic> and <spinlocks> to <hyperv>, or take the timer out',
      effect: 'runs',
      severity: 'info',
    },
  },
  check({ domain, read, report }) {
    const { enlightenments, mode, isBitCleared, argument } = read(readEffectiveSwitches);
    // A guest that sees no hypervisor uses none of it.
    if (mode !== 'custom' || isBitCleared || argument !== undefined || enlightenments.length === 0) return;
    const clock = enlightenments.find(({ name }) => name === CLOCK);
    if (clock !== undefined) {
      if (enlightenments.length === 1) report({ message: 'alone', at: clock.element });
      return;
    }
    const block = domain.find('features/hyperv');
    // A timer that says no was somebody's choice.
    if (block === undefined || listTimers(domain, CLOCK).length > 0) return;
    const reason = 'Windows reads its time from the Hyper-V reference counter';
    report({
      message: 'missing',
      at: block,
      part: 'tag',
      fix: (draft) => ensureTimer(draft, { name: CLOCK, present: 'yes' }, 'utc', reason),
    });
  },
});

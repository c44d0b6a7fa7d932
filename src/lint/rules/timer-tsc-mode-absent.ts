import { listTimers } from '../../domain/clock.js';
import { defineRule } from '../rule.js';

/** A guest of QEMU has no mode of its timer `tsc`. Mending takes the mode out. */
export const timerTscModeAbsent = defineRule({
  name: 'timer-tsc-mode-absent',
  summary: 'Timer "tsc" has no mode, which QEMU does not know',
  about: ['clock/timer'],
  why: 'The mode of timer "tsc" is for Xen. The QEMU driver reads it and tells QEMU nothing, so that mode="native" makes nothing faster.',
  class: 'ineffective',
  severity: 'info',
  source: 'https://libvirt.org/formatdomain.html#time-keeping',
  checked: "libvirt 9.0.0: QEMU's arguments are the same with it and without",
  messages: {
    ignored: {
      text: 'Mode "{mode}" of timer "tsc" has no effect on a guest of QEMU',
      cure: 'Take the mode out',
      effect: 'runs',
    },
  },
  check({ domain, report }) {
    for (const at of listTimers(domain, 'tsc')) {
      const mode = at.attribute('mode');
      if (mode === undefined) continue;
      const reason = 'The QEMU driver makes nothing of it';
      report({
        message: 'ignored',
        at,
        part: '@mode',
        data: { mode },
        fix: (draft) => draft.removeAttribute(at, 'mode', reason),
      });
    }
  },
});

import { listOffsetClocks } from '../../domain/clock.js';
import { isWindowsGuest } from '../../domain/guest-os.js';
import { defineRule } from '../rule.js';

/** A Windows finds local time in its hardware clock. */
export const windowsClockLocaltime = defineRule({
  name: 'windows-clock-localtime',
  summary: 'A Windows guest has local time in its hardware clock',
  about: ['metadata'],
  why: 'Windows takes the hardware clock for local time unless its registry says otherwise (RealTimeIsUniversal), and is off by hours until it asks a time server.',
  class: 'unsafe',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#time-keeping',
  checked: 'qemuBuildClockArgStr, libvirt 9.0.0',
  messages: {
    utc: {
      text: 'The hardware clock of a Windows guest has UTC, which Windows takes for local time',
      cure: 'Say offset="localtime" of <clock>',
      effect: 'runs',
    },
  },
  check({ domain, report }) {
    if (!isWindowsGuest(domain)) return;
    const clock = listOffsetClocks(domain)[0] ?? domain.find('clock');
    const offset = clock?.attribute('offset') ?? 'utc';
    const isVariable = offset === 'variable' && (clock?.attribute('basis') ?? 'utc') === 'utc';
    // An adjustment was made by somebody: the guest, as a rule.
    const isAdjusted = !/^[+-]?0*$/.test(clock?.attribute('adjustment') ?? '0');
    if (offset !== 'utc' && !(isVariable && !isAdjusted)) return;
    const part = clock?.attribute('offset') === undefined ? 'tag' : '@offset';
    report({ message: 'utc', at: clock ?? domain.root, part });
  },
});

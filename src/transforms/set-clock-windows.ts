import { z } from 'zod/mini';
import { ensureTimer, listTimers } from '../domain/clock.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { listDisabledHypervisorFeatures, listHypervSwitches } from '../domain/hiding.js';
import { warnOfOverrulingOption } from '../domain/overruling-option.js';
import { requireX86Domain } from '../domain/support.js';
import { markup } from '../xml/fragment.js';
import { defineTransform } from './transform.js';

/**
 * Give the guest the clock that Windows expects: a hardware clock in local time, lost ticks of the RTC made up for and
 * those of the PIT delayed, no HPET, and the Hyper-V reference counter where the guest sees Hyper-V (Method B). Other
 * timers stay, and so does an offset to local time that the guest has set.
 *
 * @throws PtxError DOMAIN_UNSUPPORTED for guests that are not x86
 * @see https://libvirt.org/formatdomain.html#time-keeping
 */
export const setClockWindows = defineTransform({
  name: 'set-clock-windows',
  summary: 'Set the clock and the timers as Windows expects them',
  source: 'https://libvirt.org/formatdomain.html#time-keeping',
  conflicts: ['modernize-qemu-arguments'],
  options: () => z.strictObject({}),
  plan(draft) {
    requireX86Domain(draft);
    warnOfOverrulingOption(draft, 'rtc');
    setLocalTime(draft);
    ensureTimer(draft, { name: 'rtc', tickpolicy: 'catchup' }, OFFSET, 'Windows keeps its time by ticks of the RTC');
    const delay = 'Windows makes up for lost PIT ticks by itself';
    ensureTimer(draft, { name: 'pit', tickpolicy: 'delay' }, OFFSET, delay);
    const limits = listTimers(draft, 'pit').flatMap((timer) => timer.childrenNamed('catchup'));
    draft.removeAll(limits, 'libvirt takes limits of catching up only beside tickpolicy="catchup"');
    ensureTimer(draft, { name: 'hpet', present: 'no' }, OFFSET, 'An emulated HPET costs host CPU time for nothing');
    if (seesHyperv(draft)) {
      const reason = 'Windows reads its time from the Hyper-V reference counter';
      ensureTimer(draft, { name: 'hypervclock', present: 'yes' }, OFFSET, reason);
    }
  },
});

const OFFSET = 'localtime';
const REASON = 'Windows takes the hardware clock for local time';

/** Attributes that belong to other offsets; beside "localtime" an adjustment would turn it into "variable" again. */
const OF_OTHER_OFFSETS = ['adjustment', 'adjustment0', 'basis', 'timezone', 'start'];

/** libvirt takes each attribute from the first `<clock>` that has it (virDomainDefClockParse, 9.0). */
function setLocalTime(draft: DomainDraft): void {
  const clocks = draft.findAll('clock');
  const [first] = clocks;
  if (first === undefined) {
    draft.add(draft.root, markup('clock', { offset: OFFSET }), REASON);
    return;
  }
  const read = (name: string) => clocks.find((clock) => clock.attribute(name) !== undefined);
  const offset = read('offset')?.attribute('offset');
  if (offset === OFFSET) return;
  if (offset === 'variable' && read('basis')?.attribute('basis') === 'localtime') return;
  const timezone = read('timezone');
  if (offset === 'timezone' && timezone !== undefined) {
    const zone = timezone.attribute('timezone');
    draft.warn(`Timezone "${zone}" goes: the local time of the guest is now that of the host`, timezone);
  }
  for (const clock of clocks) {
    for (const name of OF_OTHER_OFFSETS) {
      const isReset = offset === 'utc' && name === 'adjustment' && clock.attribute(name) === 'reset';
      if (!isReset) draft.removeAttribute(clock, name, REASON);
    }
  }
  draft.setAttribute(read('offset') ?? first, 'offset', OFFSET, REASON);
}

/** Method A tells the guest that there is no hypervisor, so that it would not look for the counter. */
function seesHyperv(draft: DomainDraft): boolean {
  return listHypervSwitches(draft).length > 0 && listDisabledHypervisorFeatures(draft).length === 0;
}

import { ensureTimer, listTimers } from '../domain/clock.js';
import { readQemuProperties } from '../domain/qemu-option.js';
import { markup } from '../xml/fragment.js';
import { type Judge, REASON, unknownProperty } from './modernize-qemu-arguments-judge.js';

/** `-rtc base=localtime,driftfix=slew` becomes `<clock>`; QEMU merges it into what libvirt says, key by key. */
export const rtc: Judge = (draft, { name, value = '' }) => {
  if (name !== 'rtc') return undefined;
  const properties = readQemuProperties(value) ?? new Map<string, string>();
  const unknown = unknownProperty(properties, ['base', 'clock', 'driftfix']);
  if (unknown !== undefined) return unknown;
  const base = properties.get('base');
  const clock = draft.find('clock');
  const offset = clock?.attribute('offset') ?? 'utc';
  if (base !== undefined && !/^(utc|localtime)$/.test(base)) return 'Its base is no offset of <clock>';
  if (base !== undefined && !/^(utc|localtime)$/.test(offset)) return `<clock offset="${offset}"> is there`;
  const timers = listTimers(draft, 'rtc');
  const isTracked = timers.some((timer) => timer.attribute('track') !== undefined);
  if ((properties.get('clock') ?? 'host') !== 'host' || (properties.has('clock') && isTracked)) {
    return 'Its clock is none that ptx knows a <timer> for';
  }
  const driftfix = properties.get('driftfix');
  if (driftfix === 'none' && timers.some((timer) => timer.attribute('tickpolicy') === 'catchup')) {
    return '<timer name="rtc"> with tickpolicy "catchup" is there';
  }
  if (driftfix !== undefined && !/^(none|slew)$/.test(driftfix)) return 'QEMU would refuse one of its values';
  const isPresent = timers.every((timer) => timer.attribute('present') !== 'no');
  if (driftfix === 'slew' && !isPresent) return '<timer name="rtc" present="no"> is there';
  return {
    apply() {
      if (base !== undefined && base !== offset) {
        if (clock === undefined) draft.add(draft.root, markup('clock', { offset: base }), REASON);
        else draft.setAttribute(clock, 'offset', base, REASON);
      }
      if (driftfix === 'slew') ensureTimer(draft, { name: 'rtc', tickpolicy: 'catchup' }, 'utc', REASON);
    },
  };
};

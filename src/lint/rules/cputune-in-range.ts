import { defineRule } from '../rule.js';

/** The least and the most of a setting, and the values that mean none. */
interface Range {
  readonly low: bigint;
  readonly high: bigint;
  isOff(value: bigint): boolean;
}

const SHARES: Range = { low: 2n, high: 262144n, isOff: (value) => value === 0n };
const PERIOD: Range = { low: 1000n, high: 1000000n, isOff: (value) => value === 0n };
const QUOTA: Range = { low: 1000n, high: 17592186044415n, isOff: (value) => value <= 0n };

const RANGES: Readonly<Record<string, Range>> = {
  shares: SHARES,
  period: PERIOD,
  global_period: PERIOD,
  emulator_period: PERIOD,
  iothread_period: PERIOD,
  quota: QUOTA,
  global_quota: QUOTA,
  emulator_quota: QUOTA,
  iothread_quota: QUOTA,
};

/** Shares, periods and quotas are what cgroups take. */
export const cputuneInRange = defineRule({
  name: 'cputune-in-range',
  summary: 'Shares, periods and quotas are what cgroups take',
  about: ['cputune'],
  why: 'Periods go from 1000 to 1000000 µs, quotas from 1000 µs on, shares in libvirt 9.0 from 2 to 262144. libvirt refuses a domain with any other; a quota below 0 means none.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#cpu-tuning',
  checked: 'virDomainDefCputuneValidate, libvirt 9.0.0; 11.3 takes any shares',
  messages: {
    beyond: {
      text: '<{name}> is {value}, and libvirt takes {low} to {high}',
      cure: 'Choose a value of these',
      effect: 'refused',
    },
  },
  check({ domain, isAtLeast, report }) {
    for (const [name, range] of Object.entries(RANGES)) {
      const at = domain.find(`cputune/${name}`);
      // Later versions leave shares to the kernel, as cgroups of version 2 take others.
      if (name === 'shares' && isAtLeast('libvirt', '9.1')) continue;
      if (at === undefined || !/^-?[0-9]{1,20}$/.test(at.text)) continue;
      const value = BigInt(at.text);
      if (range.isOff(value) || (value >= range.low && value <= range.high)) continue;
      const data = { name, value: at.text, low: String(range.low), high: String(range.high) };
      report({ message: 'beyond', at, part: 'text', data });
    }
  },
});

import { vcpuCount } from '../../domain/cpu-tune.js';
import { type CpuRange, LAST_CPU, parseCpuRanges } from '../../domain/cpuset.js';
import { defineRule } from '../rule.js';

/** What has a scheduler of its own. */
const SCHEDULERS = ['vcpusched', 'iothreadsched', 'emulatorsched'];

const REAL_TIME = /^(fifo|rr)$/;

/** A vCPU has one scheduler, and every scheduler in real time a priority. */
export const schedulerValid = defineRule({
  name: 'scheduler-valid',
  summary: 'A vCPU has one scheduler, and in real time a priority',
  about: SCHEDULERS.map((name) => `cputune/${name}`),
  why: 'libvirt refuses a vCPU with two schedulers, a scheduler for one that the guest does not have, and "fifo" or "rr" without priority.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#cpu-tuning',
  checked: 'virDomainSchedulerParse, virDomainThreadSchedParseHelper and virDomainDefGetVcpuSched, libvirt 9.0.0',
  messages: {
    priorityless: {
      text: 'Scheduler "{scheduler}" needs a priority',
      cure: 'Add the attribute "priority", from 1 to 99',
      effect: 'refused',
    },
    overlapping: {
      text: 'vCPU {vcpu} has a scheduler already',
      cure: 'Name each vCPU once',
      effect: 'refused',
    },
    beyond: {
      text: 'The guest has no vCPU {vcpu}',
      cure: 'Name vCPUs from 0 to {last}',
      effect: 'refused',
    },
  },
  check({ domain, read, report }) {
    const blocks = domain.findAll('cputune');
    for (const sched of SCHEDULERS.flatMap((name) => blocks.flatMap((block) => block.childrenNamed(name)))) {
      const scheduler = sched.attribute('scheduler') ?? '';
      if (REAL_TIME.test(scheduler) && sched.attribute('priority') === undefined)
        report({ message: 'priorityless', at: sched, part: 'tag', data: { scheduler } });
    }
    const count = read(vcpuCount);
    const taken = new Uint8Array(LAST_CPU + 1);
    for (const sched of blocks.flatMap((block) => block.childrenNamed('vcpusched'))) {
      const vcpus = parseCpuRanges(sched.attribute('vcpus') ?? '') ?? [];
      const beyond = findBeyond(vcpus, count);
      const double = findTaken(vcpus, taken);
      for (const [first, last] of vcpus) taken.fill(1, first, last + 1);
      const found = { at: sched, part: '@vcpus' } as const;
      if (double !== undefined) report({ message: 'overlapping', ...found, data: { vcpu: double } });
      else if (beyond !== undefined && count !== undefined)
        report({ message: 'beyond', ...found, data: { vcpu: beyond, last: count - 1 } });
    }
  },
});

/** The lowest number that the guest does not have. */
function findBeyond(ranges: readonly CpuRange[], count = Number.POSITIVE_INFINITY): number | undefined {
  const range = ranges.find(([, last]) => last >= count);
  return range === undefined ? undefined : Math.max(range[0], count);
}

/** The lowest number that is marked. */
function findTaken(ranges: readonly CpuRange[], taken: Uint8Array): number | undefined {
  for (const [first, last] of ranges) {
    const found = taken.subarray(first, last + 1).indexOf(1);
    if (found >= 0) return first + found;
  }
  return undefined;
}

import { vcpuCount } from '../../domain/cpu-tune.js';
import { parseCpuset } from '../../domain/cpuset.js';
import { defineRule } from '../rule.js';

const REAL_TIME = /^(fifo|rr)$/;

/** A vCPU has one scheduler, and in real time a priority. */
export const schedulerValid = defineRule({
  name: 'scheduler-valid',
  summary: 'A vCPU has one scheduler, and in real time a priority',
  about: ['cputune/vcpusched'],
  why: 'libvirt refuses a vCPU with two schedulers, a scheduler for one that the guest does not have, and "fifo" or "rr" without priority.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#cpu-tuning',
  checked: 'virDomainSchedulerParse and virDomainThreadSchedParseHelper, libvirt 9.0.0',
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
    const count = read(vcpuCount);
    const taken = new Set<number>();
    for (const sched of domain.findAll('cputune').flatMap((block) => block.childrenNamed('vcpusched'))) {
      const scheduler = sched.attribute('scheduler') ?? '';
      if (REAL_TIME.test(scheduler) && sched.attribute('priority') === undefined)
        report({ message: 'priorityless', at: sched, part: 'tag', data: { scheduler } });
      const vcpus = parseCpuset(sched.attribute('vcpus') ?? '') ?? [];
      const beyond = count === undefined ? undefined : vcpus.find((vcpu) => vcpu >= count);
      const double = vcpus.find((vcpu) => taken.has(vcpu));
      for (const vcpu of vcpus) taken.add(vcpu);
      const found = { at: sched, part: '@vcpus' } as const;
      if (double !== undefined) report({ message: 'overlapping', ...found, data: { vcpu: double } });
      else if (beyond !== undefined && count !== undefined)
        report({ message: 'beyond', ...found, data: { vcpu: beyond, last: count - 1 } });
    }
  },
});

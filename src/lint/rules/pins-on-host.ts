import { listPins } from '../../domain/cpu-tune.js';
import { formatCpuRanges, parseCpuRanges, subtractCpuRanges } from '../../domain/cpuset.js';
import { PINS } from '../about.js';
import { defineRule } from '../rule.js';

/** Pins name host CPUs that are there. */
export const pinsOnHost = defineRule({
  name: 'pins-on-host',
  summary: 'Pins name CPUs that the host has',
  about: ['vcpu', ...PINS],
  why: 'libvirt moves each thread to its host CPUs when the domain starts, and the kernel refuses those that are not there or are offline. Host CPUs count threads, from 0.',
  class: 'breaks',
  severity: 'error',
  needsHost: true,
  source: 'https://libvirt.org/formatdomain.html#cpu-tuning',
  checked: 'qemuProcessSetupPid and virCgroupSetCpusetCpus, libvirt 9.0.0; validate_change, Linux 6.1',
  messages: {
    absent: {
      text: 'The host has no CPU {cpus} that is online, but {online}; the domain does not start',
      cure: 'Write CPUs that it has',
      effect: 'not-started',
    },
  },
  check({ domain, host, report }) {
    const online = host?.cpuTopology?.online;
    const known = parseCpuRanges(online ?? '');
    if (online == null || known === undefined) return;
    const vcpu = domain.find('vcpu');
    const pins = (['vcpupin', 'emulatorpin', 'iothreadpin'] as const).flatMap((name) => listPins(domain, name));
    for (const at of [...(vcpu === undefined ? [] : [vcpu]), ...pins]) {
      const absent = subtractCpuRanges(parseCpuRanges(at.attribute('cpuset') ?? '') ?? [], known);
      if (absent.length === 0) continue;
      report({ message: 'absent', at, part: '@cpuset', data: { cpus: formatCpuRanges(absent), online } });
    }
  },
});

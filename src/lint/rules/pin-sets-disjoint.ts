import { listPins } from '../../domain/cpu-tune.js';
import { type CpuRange, formatCpuset, parseCpuRanges } from '../../domain/cpuset.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** A host CPU that runs a vCPU runs nothing else of QEMU. */
export const pinSetsDisjoint = defineRule({
  name: 'pin-sets-disjoint',
  summary: 'A host CPU that runs a vCPU runs nothing else of the domain',
  about: ['cputune/vcpupin'],
  why: 'Two vCPUs that share the one host CPU of their pins run in turns, and one waits for a lock that the other holds. The emulator and IOThreads on such a host CPU take time from the guest in the same way.',
  class: 'unsafe',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#cpu-tuning',
  checked: 'qemuProcessSetupVcpu, libvirt 9.0.0',
  messages: {
    shared: {
      text: 'Host CPU {cpu} runs another vCPU as well',
      cure: 'Pin each vCPU to a host CPU of its own',
      effect: 'runs',
    },
    overlapping: {
      text: 'Host CPU {cpus} runs a vCPU as well',
      cure: 'Choose host CPUs that no vCPU is pinned to',
      effect: 'runs',
      severity: 'info',
    },
  },
  check({ domain, report }) {
    const taken = new Set<number>();
    for (const pin of listPins(domain, 'vcpupin')) {
      const [[cpu, last] = [], ...others] = rangesOf(pin);
      // vCPUs that share a set of several are left to the scheduler on purpose.
      if (cpu === undefined || cpu !== last || others.length > 0) continue;
      if (taken.has(cpu)) report({ message: 'shared', at: pin, part: '@cpuset', data: { cpu } });
      taken.add(cpu);
    }
    const sorted = [...taken].sort((a, b) => a - b);
    for (const pin of [...listPins(domain, 'emulatorpin'), ...listPins(domain, 'iothreadpin')]) {
      const ranges = rangesOf(pin);
      const both = sorted.filter((cpu) => ranges.some(([first, last]) => first <= cpu && cpu <= last));
      if (both.length === 0) continue;
      report({ message: 'overlapping', at: pin, part: '@cpuset', data: { cpus: formatCpuset(both) } });
    }
  },
});

function rangesOf(pin: XmlElement): CpuRange[] {
  return parseCpuRanges(pin.attribute('cpuset') ?? '') ?? [];
}

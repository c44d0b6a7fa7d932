import { formatCpuset, parseCpuset } from '../../domain/cpuset.js';
import type { HostFacts } from '../../domain/host-facts.js';
import { listVcpuPins, threadsPerCore } from '../../domain/vcpu-pins.js';
import { defineRule } from '../rule.js';

/** What the guest takes for a core is a core of the host. */
export const pinsMatchCores = defineRule({
  name: 'pins-match-cores',
  summary: 'A core of the guest is pinned to one core of the host',
  about: ['cputune/vcpupin'],
  why: 'The guest puts work on idle cores before it puts it on a second thread, and threads that talk to each other on one core. Where its cores are none of the host, both go wrong, and nothing tells.',
  class: 'unsafe',
  severity: 'warning',
  needsHost: true,
  source: 'https://libvirt.org/formatdomain.html#cpu-tuning',
  checked: 'x86_topo_ids_from_idx, QEMU 7.2: the threads of a core are vCPUs in a row',
  messages: {
    split: {
      text: 'The guest takes vCPUs {vcpus} for threads of one core, and host CPUs {cpus} are of several',
      cure: 'Pin them to the threads of one core, such as {siblings}',
      effect: 'runs',
    },
    joined: {
      text: 'The guest takes vCPUs {vcpus} for cores of their own, and host CPUs {cpus} are threads of one',
      cure: 'Write threads="2" into <topology>, with the threads of a core in a row, or pin to one thread of each core',
      effect: 'runs',
      severity: 'info',
    },
  },
  check({ domain, host, report }) {
    const cores = mapCores(host);
    if (cores.size === 0) return;
    const threads = threadsPerCore(domain);
    const seen = new Map<string, { readonly vcpu: number; readonly cpu: number }>();
    const guestCores = new Map<number, { readonly vcpu: number; readonly cpu: number }>();
    let isJoined = false;
    for (const { pin: at, vcpu, cpus } of listVcpuPins(domain)) {
      const [[cpu, last] = [], ...others] = cpus;
      const core = cpu === undefined ? undefined : cores.get(cpu);
      if (cpu === undefined || core === undefined || last !== cpu || others.length > 0) continue;
      const guestCore = Math.floor(vcpu / threads);
      const first = guestCores.get(guestCore);
      const other = seen.get(core);
      if (first !== undefined && cores.get(first.cpu) !== core) {
        const data = { ...describe([first, { vcpu, cpu }]), siblings: cores.get(first.cpu) ?? '' };
        report({ message: 'split', at, part: '@cpuset', data });
      } else if (threads === 1 && !isJoined && other !== undefined && other.cpu !== cpu) {
        // One stands for all of them.
        isJoined = true;
        report({ message: 'joined', at, part: '@cpuset', data: describe([other, { vcpu, cpu }]) });
      }
      if (first === undefined) guestCores.set(guestCore, { vcpu, cpu });
      if (other === undefined) seen.set(core, { vcpu, cpu });
    }
  },
});

/** By host CPU, the threads of its core. */
function mapCores(host: HostFacts | undefined): Map<number, string> {
  const cpus = host?.cpuTopology?.cpus ?? [];
  return new Map(
    cpus.flatMap(({ id, siblings }) => {
      const threads = parseCpuset(siblings ?? '');
      return threads === undefined ? [] : [[id, formatCpuset(threads)] as const];
    }),
  );
}

function describe(pins: readonly { readonly vcpu: number; readonly cpu: number }[]): { vcpus: string; cpus: string } {
  return { vcpus: pins.map(({ vcpu }) => vcpu).join(' and '), cpus: pins.map(({ cpu }) => cpu).join(' and ') };
}

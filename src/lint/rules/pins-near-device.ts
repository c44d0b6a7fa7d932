import { listVcpuPins } from '../../domain/vcpu-pins.js';
import { listHostUses } from '../host-uses.js';
import { defineRule } from '../rule.js';

/** vCPUs run near the devices of the guest. */
export const pinsNearDevice = defineRule({
  name: 'pins-near-device',
  summary: 'Pins keep vCPUs on the NUMA node that passed-through devices are on',
  about: ['cputune/vcpupin'],
  why: 'Between a device and CPUs of another NUMA node each access crosses the link between the nodes, which costs time and bandwidth, most of all with fast network cards and disks.',
  class: 'unsafe',
  severity: 'warning',
  needsHost: true,
  source: 'https://libvirt.org/formatdomain.html#numa-node-tuning',
  checked: 'numa_node in Documentation/ABI/testing/sysfs-bus-pci, Linux 6.12',
  messages: {
    far: {
      text: 'Host device {address} is on NUMA node {node}, and every pinned vCPU on node {nodes}',
      cure: 'Pin vCPUs to node {node}, and bind the memory there with <numatune>',
      effect: 'runs',
    },
  },
  check({ host, read, report }) {
    if (host === undefined) return;
    const nodeOf = new Map((host.cpuTopology?.cpus ?? []).map(({ id, node }) => [id, node]));
    const nodes = new Set<number>();
    for (const [first, last] of read(listVcpuPins).flatMap(({ cpus }) => cpus)) {
      for (let cpu = first; cpu <= last; cpu += 1) {
        const node = nodeOf.get(cpu);
        // Of a CPU that the host does not tell of, nothing is known of its node either.
        if (node == null) return;
        nodes.add(node);
      }
    }
    if (nodes.size === 0) return;
    for (const { at, address, found: device } of listHostUses({ read }, host)) {
      const node = device?.numaNode;
      if (node == null || nodes.has(node)) continue;
      report({ message: 'far', at, data: { address, node, nodes: [...nodes].sort((a, b) => a - b).join(', ') } });
    }
  },
});

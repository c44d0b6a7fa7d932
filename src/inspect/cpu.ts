import { vcpuCount } from '../domain/cpu-tune.js';
import type { DomainReader } from '../domain/domain-reader.js';
import { listNumaCells } from '../domain/memory.js';
import type { XmlElement } from '../xml/node.js';
import type { CpuFacts, TopologyFacts, VcpuFacts } from './inspection.js';
import { attributeOf, locationOf, numberOf, textOf } from './read.js';

/** The CPU of the guest. */
export function inspectCpu(domain: DomainReader): CpuFacts {
  const cpu = domain.find('cpu');
  const maxphysaddr = cpu?.child('maxphysaddr');
  const cache = cpu?.child('cache');
  return {
    mode: cpu === undefined ? null : (cpu.attribute('mode') ?? 'custom'),
    model: textOf(cpu?.child('model')),
    check: attributeOf(cpu, 'check'),
    migratable: attributeOf(cpu, 'migratable'),
    vcpus: readVcpus(domain),
    topology: readTopology(domain, cpu?.child('topology')),
    features: (cpu?.childrenNamed('feature') ?? []).map((feature) => ({
      name: feature.attribute('name') ?? '',
      policy: feature.attribute('policy') ?? 'require',
      location: locationOf(domain, feature),
    })),
    maxphysaddr:
      maxphysaddr === undefined
        ? null
        : {
            mode: attributeOf(maxphysaddr, 'mode'),
            bits: numberOf(maxphysaddr, 'bits'),
            limit: numberOf(maxphysaddr, 'limit'),
            location: locationOf(domain, maxphysaddr),
          },
    cache:
      cache === undefined
        ? null
        : {
            mode: attributeOf(cache, 'mode'),
            level: numberOf(cache, 'level'),
            location: locationOf(domain, cache),
          },
    numaCells: listNumaCells(domain).map(({ id, element, memoryKiB }) => ({
      id,
      cpus: attributeOf(element, 'cpus'),
      memoryKiB: memoryKiB ?? null,
      location: locationOf(domain, element),
    })),
    location: locationOf(domain, cpu),
  };
}

function readVcpus(domain: DomainReader): VcpuFacts {
  const vcpu = domain.find('vcpu');
  const maximum = vcpuCount(domain) ?? null;
  return {
    maximum,
    current: numberOf(vcpu, 'current') ?? maximum,
    placement: attributeOf(vcpu, 'placement'),
    cpuset: attributeOf(vcpu, 'cpuset'),
    location: locationOf(domain, vcpu),
  };
}

function readTopology(domain: DomainReader, topology: XmlElement | undefined): TopologyFacts | null {
  if (topology === undefined) return null;
  return {
    sockets: numberOf(topology, 'sockets'),
    dies: numberOf(topology, 'dies'),
    clusters: numberOf(topology, 'clusters'),
    cores: numberOf(topology, 'cores'),
    threads: numberOf(topology, 'threads'),
    location: locationOf(domain, topology),
  };
}

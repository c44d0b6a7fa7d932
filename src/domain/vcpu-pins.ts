import type { XmlElement } from '../xml/node.js';
import { listPins } from './cpu-tune.js';
import { type CpuRange, parseCpuRanges } from './cpuset.js';
import type { DomainReader } from './domain-reader.js';
import { readDecimal } from './number.js';

/** A vCPU, and the host CPUs that it runs on. */
export interface VcpuPin {
  readonly pin: XmlElement;
  readonly vcpu: number;
  readonly cpus: readonly CpuRange[];
}

/** Every `<vcpupin>` that libvirt can read. */
export function listVcpuPins(domain: DomainReader): VcpuPin[] {
  return listPins(domain, 'vcpupin').flatMap((pin) => {
    const vcpu = readDecimal(pin.attribute('vcpu'));
    const cpus = parseCpuRanges(pin.attribute('cpuset') ?? '');
    return vcpu === undefined || cpus === undefined ? [] : [{ pin, vcpu, cpus }];
  });
}

/** How many threads the guest takes each of its cores to have; one where nothing is said. */
export function threadsPerCore(domain: DomainReader): number {
  return readDecimal(domain.find('cpu/topology')?.attribute('threads')) ?? 1;
}

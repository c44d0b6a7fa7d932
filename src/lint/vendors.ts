import type { DomainReader } from '../domain/domain-reader.js';
import { listHostGpus } from '../domain/gpu.js';
import type { LintSurroundings, Vendors } from './context.js';

/** By what the processor calls its vendor. */
const CPU_VENDORS: ReadonlyMap<string, Vendors['cpu']> = new Map([
  ['GenuineIntel', 'intel'],
  ['AuthenticAMD', 'amd'],
]);

/** By PCI vendor id. */
const GPU_VENDORS: ReadonlyMap<string, Vendors['gpu']> = new Map([
  ['10de', 'nvidia'],
  ['1002', 'amd'],
  ['8086', 'intel'],
]);

/**
 * Find out who made CPU and GPU: what the host says of its CPU and of the graphics cards that the domain takes, and what
 * somebody wrote where it says nothing. Of cards of several vendors none is the vendor.
 */
export function findVendors(domain: DomainReader, { host, vendors }: LintSurroundings): Vendors {
  if (host === undefined) return vendors;
  const gpus = new Set(listHostGpus(domain, host).map(({ vendor }) => GPU_VENDORS.get(vendor ?? '')));
  const [gpu] = gpus;
  return {
    cpu: CPU_VENDORS.get(host.cpu?.vendor ?? '') ?? vendors.cpu,
    gpu: gpus.size === 0 ? vendors.gpu : gpus.size === 1 ? gpu : undefined,
  };
}

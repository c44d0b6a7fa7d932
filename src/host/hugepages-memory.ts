import type { HostSnapshot } from './model.js';
import type { PlanBlocker } from './plan.js';
import type { HostRequest } from './request.js';

/** The share of the memory that huge pages may take: without the rest the host has nothing to run guests with. */
const MOST_SHARE = 0.9;

/** Say why huge pages may not be set aside: nobody knows how much memory there is, or the host would keep too little. */
export function listMemoryBlockers(
  { memory }: HostSnapshot,
  { sizeKiB, count }: NonNullable<HostRequest['hugepages']>,
): PlanBlocker[] {
  if (memory.totalKiB === null) {
    const message = 'How much memory the host has is not known, so neither is what it would keep';
    return [{ code: 'hugepages-memory-unknown', address: null, message, isFinal: false }];
  }
  if (sizeKiB * count <= memory.totalKiB * MOST_SHARE) return [];
  const message = `${count} pages leave the host less than a tenth of its memory`;
  return [{ code: 'hugepages-exceed-memory', address: null, message, isFinal: false }];
}

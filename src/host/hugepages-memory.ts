import type { HostSnapshot } from './model.js';
import type { PlanBlocker } from './plan.js';
import type { HostRequest } from './request.js';

/** What the host keeps: with less it has nothing left to run guests with. */
const MOST = 0.9;

/** Say why huge pages may not be set aside: nobody knows how much memory there is, or the host would keep too little. */
export function listMemoryBlockers(
  { memory }: HostSnapshot,
  { sizeKiB, count }: NonNullable<HostRequest['hugepages']>,
): PlanBlocker[] {
  if (memory.totalKiB === null) {
    const message = 'How much memory the host has is not known, so neither is what it would keep';
    return [{ code: 'hugepages-memory-unknown', address: null, message, isFinal: false }];
  }
  if (sizeKiB * count <= memory.totalKiB * MOST) return [];
  const message = `${count} pages leave the host less than a tenth of its memory`;
  return [{ code: 'hugepages-exceed-memory', address: null, message, isFinal: false }];
}

import type { FleetIdentity } from './rule.js';

/**
 * True for two versions of one domain: one name, and no two UUIDs. Of those libvirt has one at a time, so that they take
 * nothing from each other.
 */
export function isVariant(one: FleetIdentity, other: FleetIdentity): boolean {
  const isSameUuid = one.uuid === undefined || other.uuid === undefined || one.uuid === other.uuid;
  return one.name !== undefined && one.name === other.name && isSameUuid;
}

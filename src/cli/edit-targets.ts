import { PtxError } from '../errors.js';
import { didYouMean } from './flags.js';
import type { DomainName } from './virsh.js';

/**
 * Find a domain by its name or UUID.
 *
 * @throws PtxError TARGET_NOT_FOUND, with the nearest name
 */
export function findDomain(operand: string, domains: readonly DomainName[]): DomainName {
  const found = domains.find(({ name }) => name === operand) ?? domains.find(({ uuid }) => uuid === operand);
  if (found !== undefined) return found;
  const names = domains.map(({ name }) => name);
  const hint = didYouMean(operand, names) ?? '"virsh list --all" prints the names, --connect names another connection';
  throw new PtxError('TARGET_NOT_FOUND', `There is no domain "${operand}"`, { hint });
}

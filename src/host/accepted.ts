import { nearest } from '../domain/nearest.js';
import { isAtPciTarget, type PciAddress, parsePciAddress } from '../domain/pci-address.js';
import { PtxError } from '../errors.js';
import { BLOCKER_CODES } from './blocker-codes.js';
import type { HostSnapshot } from './model.js';

/** What tells a blocker from others. */
interface Item {
  readonly code: string;
  readonly address: string | null;
  readonly isFinal: boolean;
}

/** True for a blocker with which somebody goes ahead, by its code or its address; of final ones nobody can. */
export function isAccepted(blocker: Item, accepted: readonly string[]): boolean {
  return !blocker.isFinal && accepted.some((item) => names(item, blocker));
}

/** Those that no blocker goes by: they change nothing. */
export function listUnused(accepted: readonly string[], blockers: readonly Item[]): string[] {
  return accepted.filter((item) => !blockers.some((blocker) => names(item, blocker)));
}

/**
 * Refuse what can be no blocker of this host: neither a code nor the address of one of its functions.
 *
 * @throws PtxError OPTION_INVALID
 */
export function requireAcceptable({ pciDevices }: HostSnapshot, accepted: readonly string[]): void {
  const codes: readonly string[] = BLOCKER_CODES;
  const isKnown = (item: string) => codes.includes(item) || pciDevices.some(({ address }) => isAt(address, item));
  const unknown = accepted.find((item) => !isKnown(item));
  if (unknown === undefined) return;
  const suggestion = nearest(unknown, codes);
  const hint =
    parsePciAddress(unknown) !== undefined
      ? 'The host has nothing there'
      : suggestion !== undefined
        ? `Did you mean "${suggestion}"?`
        : 'Expected the code or the address of something that the plan says forbids it';
  throw new PtxError('OPTION_INVALID', `Unknown blocker "${unknown}"`, { option: 'accepted', hint });
}

function names(item: string, { code, address }: Item): boolean {
  return item === code || (address !== null && isAt(address, item));
}

function isAt(address: string, item: string): boolean {
  const target = parsePciAddress(item);
  return target !== undefined && isAtPciTarget(parsePciAddress(address) as PciAddress, target);
}

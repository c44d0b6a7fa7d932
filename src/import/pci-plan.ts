import { formatPciSlot, type PciAddress, type PciSlot } from '../domain/pci-address.js';
import type { ImportSource } from './imported.js';

/** A PCI function of the host that the guest gets, and how. */
export interface PciRequest {
  readonly host: PciAddress;
  readonly source: ImportSource;
  /** True where the card is passed as a whole; `host` is its function 0 then. */
  readonly isWhole?: boolean;
  /** The functions of a whole card as `add-pci-hostdev` takes them, where somebody told. */
  readonly functions?: string | undefined;
  readonly rom?: { readonly file?: string; readonly bar?: 'on' | 'off' } | undefined;
  readonly managed?: 'no' | undefined;
  /** Place in the boot order, from 1. */
  readonly bootOrder?: number | undefined;
  /** Ids that the guest sees, as `override-pci-ids` takes them. */
  readonly ids?: Readonly<Record<string, string>> | undefined;
  readonly isPrimary?: boolean | undefined;
}

interface PlannedStep {
  readonly transform: string;
  readonly options: Record<string, unknown>;
  readonly source: ImportSource;
  readonly key: string;
}

interface Plan {
  /** One `add-pci-hostdev` for each card, and what else is said of each function. */
  readonly steps: readonly PlannedStep[];
  /** What none of them says. */
  readonly unsaid: readonly { readonly source: ImportSource; readonly reason: string }[];
}

/** The steps that give a guest these functions. */
export function planPciRequests(requests: readonly PciRequest[]): Plan {
  const cards = new Map<string, PciRequest[]>();
  for (const request of requests) {
    const slot = formatPciSlot(request.host);
    cards.set(slot, [...(cards.get(slot) ?? []), request]);
  }
  const groups = [...cards.values()].map((group) => [...group].sort((a, b) => a.host.function - b.host.function));
  return { steps: groups.flatMap(planCard), unsaid: groups.flatMap(listUnsaid) };
}

const BOOT_ORDER = 'add-pci-hostdev gives a place in the boot order to the first function: write <boot> into the other';

function listUnsaid([, ...others]: readonly PciRequest[]): Plan['unsaid'] {
  return others
    .filter(({ bootOrder }) => bootOrder !== undefined)
    .map(({ source }) => ({ source, reason: BOOT_ORDER }));
}

function planCard(ordered: readonly PciRequest[]): PlannedStep[] {
  const [display] = ordered as [PciRequest, ...PciRequest[]];
  const card = formatShort(display.host);
  const { rom, bootOrder } = display;
  const options = {
    ...nameFunctions(ordered, card),
    ...(rom === undefined ? {} : { rom }),
    ...(ordered.some(({ managed }) => managed === 'no') ? { managed: 'no' } : {}),
    ...(bootOrder === undefined ? {} : { boot: { order: bootOrder } }),
  };
  const steps = ordered.map(({ source }) => ({ transform: 'add-pci-hostdev', options, source, key: card }));
  return [...steps, ...ordered.flatMap((request) => planFunction(request, request === display))];
}

function nameFunctions(ordered: readonly PciRequest[], card: string): Record<string, string> {
  const whole = ordered.find(({ functions }) => functions !== undefined)?.functions;
  const numbers = [...new Set(ordered.map(({ host }) => host.function))];
  if (whole !== undefined) return { address: card, functions: whole };
  if (ordered.some(({ isWhole }) => isWhole === true)) return { address: card };
  return numbers.length === 1
    ? { address: `${card}.${numbers[0]}` }
    : { address: card, functions: formatRanges(numbers) };
}

/** What is said of one function beside that the guest gets it. */
function planFunction({ host, source, rom, ids, isPrimary }: PciRequest, isDisplay: boolean): PlannedStep[] {
  const address = `${formatShort(host)}.${host.function}`;
  const planned = (transform: string, options: Record<string, unknown>) => ({
    transform,
    options: { address, ...options },
    source,
    key: address,
  });
  return [
    ...(rom !== undefined && !isDisplay ? [planned('set-hostdev-rom', rom)] : []),
    ...(ids === undefined ? [] : [planned('override-pci-ids', ids)]),
    ...(isPrimary === true ? [planned('set-primary-gpu', {})] : []),
  ];
}

/** A card as people write it: without its domain, where that is 0. */
export function formatShort(slot: PciSlot): string {
  return formatPciSlot(slot).replace(/^0000:/, '');
}

/** `0-1,3` for 0, 1 and 3. */
function formatRanges(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

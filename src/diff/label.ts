import { formatPciAddress } from '../domain/pci-address.js';
import { identify, type List } from './identities.js';
import type { Meaning } from './meaning.js';

/** What people call an element of a list: `vda`, `pci 0000:01:00.0`; undefined where it has no name. */
export function label(element: Meaning, list: List | undefined): string | undefined {
  const address = element.name === 'hostdev' ? hostPciAddress(element) : undefined;
  if (address !== undefined) return `pci ${address}`;
  for (const paths of list?.name === undefined ? (list?.by ?? []) : [list.name]) {
    const identity = identify(element, paths);
    if (identity !== undefined) return identity.split('\n').filter(Boolean).join(' ') || undefined;
  }
  return undefined;
}

function hostPciAddress(hostdev: Meaning): string | undefined {
  const source = hostdev.children.find(({ name }) => name === 'source');
  const address = source?.children.find(({ name }) => name === 'address');
  if (address === undefined || hostdev.attributes.get('type')?.meaning !== 'pci') return undefined;
  const [domain, bus, slot, number] = ['domain', 'bus', 'slot', 'function'].map((name) =>
    Number(address.attributes.get(name)?.meaning ?? 0),
  ) as [number, number, number, number];
  if (![domain, bus, slot, number].every(Number.isInteger)) return undefined;
  return formatPciAddress({ domain, bus, slot, function: number });
}

import { z } from 'zod';
import type { HostFacts } from './domain/host-facts.js';
import { parsePciAddress } from './domain/pci-address.js';

const NUMBER = 'Expected a number without quotes';
const TEXT = 'Expected hexadecimal digits in quotes';
const SNAPSHOT = 'Expected a host snapshot: an object with the list "pciDevices"';
const ADDRESS = 'Expected a PCI address such as 0000:01:00.0, in quotes';

/** @internal An address in any notation. */
export const pciAddressSchema = (): z.ZodType<string> =>
  z.string(ADDRESS).refine((text) => parsePciAddress(text) !== undefined, ADDRESS);

/** @internal Of a host snapshot what steps and rules read; the rest is left out. Made on demand: it costs start-up time. */
export function hostFactsSchema(): z.ZodType<HostFacts> {
  const number = z.int(NUMBER);
  const text = z.string();

  const pciDevice = z.object({
    address: pciAddressSchema(),
    vendor: z.string(TEXT).nullish(),
    device: z.string(TEXT).nullish(),
    subsystem: z.string(TEXT).nullish(),
    class: z.string(TEXT).nullish(),
    iommuGroup: number.nullish(),
    driver: text.nullish(),
    isBridge: z.boolean().nullish(),
    bootVga: z.boolean().nullish(),
    physicalFunction: text.nullish(),
    numaNode: number.nullish(),
  });

  const iommuGroup = z.object({
    id: number,
    members: z.array(text),
    viability: z.object({ holders: z.array(z.object({ address: text, driver: text })) }).nullish(),
  });

  const functions = z.array(text).nullish();
  const hugepages = z.array(z.object({ sizeKiB: number, total: number.nullish() }));
  return z.object(
    {
      pciDevices: z.array(pciDevice, SNAPSHOT),
      cpu: z.object({ vendor: text.nullish() }).nullish(),
      vfioPci: z.enum(['builtin', 'module', 'absent']).nullish(),
      iommuGroups: z.array(iommuGroup).nullish(),
      essentials: z
        .object({
          rootDisk: z.object({ source: text.nullish(), functions }).nullish(),
          defaultRoute: z.object({ interfaces: z.array(text), functions }).nullish(),
          displays: z.array(z.object({ address: text, driver: text.nullish() })).nullish(),
        })
        .nullish(),
      memory: z
        .object({
          totalKiB: number.nullish(),
          defaultHugepageKiB: number.nullish(),
          hugepages,
          nodes: z.array(z.object({ id: number, totalKiB: number.nullish(), hugepages })),
        })
        .nullish(),
      cpuTopology: z
        .object({
          online: text.nullish(),
          cpus: z.array(z.object({ id: number, node: number.nullish(), siblings: text.nullish() })),
        })
        .nullish(),
    },
    SNAPSHOT,
  );
}

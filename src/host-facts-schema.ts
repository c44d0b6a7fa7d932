import { z } from 'zod/mini';
import type { HostFacts } from './domain/host-facts.js';
import { parsePciAddress } from './domain/pci-address.js';

const NUMBER = 'Expected a number without quotes';
const TEXT = 'Expected hexadecimal digits in quotes';
const SNAPSHOT = 'Expected a host snapshot: an object with the list "pciDevices"';
const ADDRESS = 'Expected a PCI address such as 0000:01:00.0, in quotes';

/** @internal An address in any notation. */
export const pciAddressSchema = (): z.ZodMiniType<string> =>
  z.string(ADDRESS).check(z.refine((text) => parsePciAddress(text) !== undefined, ADDRESS));

/** @internal Of a host snapshot what steps and rules read; the rest is left out. Made on demand: it costs start-up time. */
export function hostFactsSchema(): z.ZodMiniType<HostFacts> {
  const number = z.int(NUMBER);
  const text = z.string();

  const pciDevice = z.object({
    address: pciAddressSchema(),
    vendor: z.nullish(z.string(TEXT)),
    device: z.nullish(z.string(TEXT)),
    subsystem: z.nullish(z.string(TEXT)),
    class: z.nullish(z.string(TEXT)),
    names: z.nullish(z.object({ device: z.nullish(text) })),
    iommuGroup: z.nullish(number),
    driver: z.nullish(text),
    isBridge: z.nullish(z.boolean()),
    bootVga: z.nullish(z.boolean()),
    physicalFunction: z.nullish(text),
    numaNode: z.nullish(number),
  });

  const iommuGroup = z.object({
    id: number,
    members: z.array(text),
    viability: z.nullish(z.object({ holders: z.array(z.object({ address: text, driver: text })) })),
  });

  const functions = z.nullish(z.array(text));
  const hugepages = z.array(z.object({ sizeKiB: number, total: z.nullish(number) }));
  return z.object(
    {
      pciDevices: z.array(pciDevice, SNAPSHOT),
      cpu: z.nullish(z.object({ vendor: z.nullish(text) })),
      vfioPci: z.nullish(z.enum(['builtin', 'module', 'absent'])),
      iommuGroups: z.nullish(z.array(iommuGroup)),
      essentials: z.nullish(
        z.object({
          rootDisk: z.nullish(z.object({ source: z.nullish(text), functions })),
          defaultRoute: z.nullish(z.object({ interfaces: z.array(text), functions })),
          displays: z.nullish(z.array(z.object({ address: text, driver: z.nullish(text) }))),
        }),
      ),
      memory: z.nullish(
        z.object({
          totalKiB: z.nullish(number),
          defaultHugepageKiB: z.nullish(number),
          hugepages,
          nodes: z.array(z.object({ id: number, totalKiB: z.nullish(number), hugepages })),
        }),
      ),
      cpuTopology: z.nullish(
        z.object({
          online: z.nullish(text),
          cpus: z.array(z.object({ id: number, node: z.nullish(number), siblings: z.nullish(text) })),
        }),
      ),
    },
    SNAPSHOT,
  );
}

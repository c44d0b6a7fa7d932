import type { BlockerCode } from './blocker-codes.js';
import type { HostSnapshot, PciFunction } from './model.js';
import { isDisplay, isOfClass } from './pci-class.js';
import { isReserving, judgeViability } from './viability.js';

/** A reason, and the function that it is about. */
export interface Blocker {
  readonly code: BlockerCode;
  readonly address: string;
  readonly message: string;
  /** True where nobody can go ahead with it: the kernel refuses. */
  readonly isFinal: boolean;
}

/** What the reasons are looked for in. */
export interface BlockerScope {
  readonly snapshot: HostSnapshot;
  readonly targets: readonly PciFunction[];
  readonly set: readonly PciFunction[];
  /** Members of the set that are on other cards than the targets. */
  readonly dragged: readonly PciFunction[];
  /** Members of the groups that stay with the host. */
  readonly excluded: readonly PciFunction[];
}

type Reason = readonly [device: Pick<PciFunction, 'address'>, message: string];

interface Rule {
  readonly code: BlockerCode;
  readonly isFinal: boolean;
  find(scope: BlockerScope): readonly Reason[];
}

/** Classes of which the host notices a loss: storage, network, display, bridges, system, USB and buses. */
const NOTICED = ['01', '02', '03', '06', '08', '0c'] as const;

/** What the firmware and the board work with: host and ISA bridges, IOMMU and SMBus. */
const CHIPSET = ['0600', '0601', '0806', '0c05'] as const;

const RULES: readonly Rule[] = [
  {
    code: 'bridge',
    isFinal: true,
    find: ({ targets }) => targets.filter(({ isBridge }) => isBridge).map((device) => [device, 'VFIO takes no bridge']),
  },
  {
    code: 'iommu-disabled',
    isFinal: true,
    find: ({ snapshot: { iommu }, targets }) =>
      iommu.state === 'disabled' ? targets.map((device) => [device, 'The kernel does not use the IOMMU']) : [],
  },
  {
    code: 'no-iommu-group',
    isFinal: true,
    find: ({ snapshot: { iommu }, targets }) =>
      targets
        .filter(({ iommuGroup, isBridge }) => iommu.state !== 'disabled' && iommuGroup === null && !isBridge)
        .map((device) => [device, iommu.state === 'absent' ? 'The host has no IOMMU' : 'It is in no IOMMU group']),
  },
  {
    // vfio-pci says "Cannot bind to PF with SR-IOV enabled": vfio_pci_core_register_device in Linux 6.12.
    code: 'virtual-functions-enabled',
    isFinal: true,
    find: ({ set }) =>
      set
        .filter(({ sriov }) => (sriov?.numVfs ?? 0) > 0)
        .map((device) => [device, `It has ${device.sriov?.numVfs} virtual functions, which have to be gone first`]),
  },
  {
    code: 'group-held',
    isFinal: true,
    find: ({ snapshot, excluded }) =>
      judgeViability(excluded, snapshot.kernel).holders.map((holder) => [
        holder,
        `It stays with the host, and its driver "${holder.driver}" keeps VFIO away from the group`,
      ]),
  },
  {
    // "Firmware has requested this device have a 1:1 IOMMU mapping": __iommu_take_dma_ownership in Linux 6.12.
    code: 'reserved-region',
    isFinal: false,
    find: ({ snapshot: { iommuGroups }, targets }) =>
      targets
        .filter(({ iommuGroup }) =>
          iommuGroups.some(({ id, reservedRegions }) => id === iommuGroup && reservedRegions.some(isDirect)),
        )
        .map((device) => [device, 'The firmware keeps memory mapped for it, which the kernel does not give to guests']),
  },
  {
    code: 'chipset',
    isFinal: false,
    find: ({ set }) =>
      set
        .filter((device) => !device.isBridge && isOfClass(device, ...CHIPSET))
        .map((device) => [device, `The board needs it (${device.className ?? device.class})`]),
  },
  {
    code: 'only-display',
    isFinal: false,
    find: ({ snapshot: { pciDevices }, set }) => {
      const inUse = (device: PciFunction) => isDisplay(device) && !isReserving(device.driver);
      const isOneLeft = pciDevices.some((device) => inUse(device) && !set.includes(device));
      return isOneLeft ? [] : set.filter(inUse).map((device) => [device, 'The host has no other display']);
    },
  },
  {
    code: 'root-disk',
    isFinal: false,
    find: ({ snapshot: { essentials }, set }) =>
      set
        .filter(({ address }) => essentials.rootDisk.functions?.includes(address))
        .map((device) => [device, `The root file system is on it (${essentials.rootDisk.source})`]),
  },
  {
    code: 'default-route',
    isFinal: false,
    find: ({ snapshot: { essentials }, set }) =>
      set
        .filter(({ address }) => essentials.defaultRoute.functions?.includes(address))
        .map((device) => [device, `The default route uses it (${essentials.defaultRoute.interfaces.join(', ')})`]),
  },
  {
    code: 'group-member-in-use',
    isFinal: false,
    find: ({ dragged }) =>
      dragged
        .filter((device) => device.driver !== null && !isReserving(device.driver) && isOfClass(device, ...NOTICED))
        .map((device) => [device, `It is in the same IOMMU group, and the host uses it (driver "${device.driver}")`]),
  },
];

/** List every reason not to take a set of functions; of one function the first that applies. */
export function listBlockers(scope: BlockerScope): Blocker[] {
  const seen = new Set<string>();
  return RULES.flatMap(({ code, isFinal, find }) =>
    find(scope).flatMap(([{ address }, message]) => {
      if (seen.has(address)) return [];
      seen.add(address);
      return [{ code, address, message, isFinal }];
    }),
  );
}

/** Relaxable regions (of USB controllers and integrated displays) do not forbid an assignment. */
function isDirect({ kind }: { readonly kind: string }): boolean {
  return kind === 'direct';
}

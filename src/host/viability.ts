import { isKernelAtLeast } from './kernel-version.js';
import type { IommuGroup, PciFunction } from './model.js';

/** What viability depends on. */
type Member = Pick<PciFunction, 'address' | 'driver' | 'isBridge'>;

/** Drivers that leave the DMA of their device to whoever owns the group; those of VFIO end in `vfio-pci`. */
const LEAVES_DMA = /^(pci-stub|pcieport)$|(^|[-_])vfio[-_]pci$/;

/** True for a driver that keeps a device for a guest, or keeps it from everybody. */
export function isReserving(driver: string | null): boolean {
  return driver === 'pci-stub' || isOfVfio(driver);
}

/** True for a driver that hands a device to a guest. */
export function isOfVfio(driver: string | null): boolean {
  return /(^|[-_])vfio[-_]pci$/.test(driver ?? '');
}

/**
 * Say whether VFIO could take a group with the drivers that are bound now. Before Linux 5.19 bridges may have any driver;
 * since then a driver has to declare `driver_managed_dma`, which of those of bridges only `pcieport` does, not `shpchp`.
 *
 * @see vfio_dev_viable in drivers/vfio/vfio.c of Linux 5.18, iommu_device_use_default_domain in drivers/iommu/iommu.c
 * of Linux 5.19
 */
export function judgeViability(members: readonly Member[], kernel: string | null): IommuGroup['viability'] {
  const mayBridgesHaveDrivers = isKernelAtLeast(kernel, 5, 19) === false;
  const holders = members.flatMap(({ address, driver, isBridge }) => {
    const isHolding = driver !== null && !LEAVES_DMA.test(driver) && !(isBridge && mayBridgesHaveDrivers);
    return isHolding ? [{ address, driver }] : [];
  });
  return { isViable: holders.length === 0, holders };
}

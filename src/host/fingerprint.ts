import type { HostSnapshot } from './model.js';
import { sha256 } from './sha256.js';

/**
 * Digest what a plan is made from: kernel, boot, devices with their drivers and groups, what the host needs, and the
 * files. How much memory is free, or a name of a device, makes no plan stale.
 */
export function fingerprintHost(snapshot: HostSnapshot): string {
  const { distro, kernel, environment, cmdline, bootloader, initramfs, vfioPci, kernelFacts, essentials } = snapshot;
  const facts = {
    distro: distro.id,
    kernel,
    container: environment.container,
    cmdline,
    bootloader,
    initramfs,
    vfioPci,
    acsOverride: kernelFacts.acsOverride.isSupported,
    iommu: snapshot.iommu.state,
    devices: snapshot.pciDevices.map((device) => ({
      address: device.address,
      class: device.class,
      ids: [device.vendor, device.device, device.subsystem],
      driver: device.driver,
      driverOverride: device.driverOverride,
      modules: device.modules,
      iommuGroup: device.iommuGroup,
      bootVga: device.bootVga,
      numVfs: device.sriov?.numVfs ?? null,
    })),
    rootDisk: essentials.rootDisk.functions,
    defaultRoute: essentials.defaultRoute.functions,
    files: snapshot.files.map(({ path, text, mode }) => ({ path, text, mode })),
  };
  return `sha256:${sha256(JSON.stringify(facts))}`;
}

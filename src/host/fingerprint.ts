import type { HostSnapshot } from './model.js';
import { sha256 } from './sha256.js';

/** Digest what a plan is made from. How much memory is free, or a name of a device, makes no plan stale. */
export function fingerprintHost(snapshot: HostSnapshot): string {
  return `sha256:${sha256(JSON.stringify(digestFacts(snapshot)))}`;
}

/**
 * Digest each fact that a plan is made from, by what people call it: kernel, boot, devices with their drivers and groups,
 * what the host needs, and the files.
 */
export function digestFacts(snapshot: HostSnapshot): Record<string, string> {
  const { distro, kernel, environment, cmdline, bootloader, initramfs, vfioPci, kernelFacts, essentials } = snapshot;
  const devices = snapshot.pciDevices.map((device) => {
    const { vendor, driver, driverOverride, modules, iommuGroup, bootVga } = device;
    const ids = [vendor, device.device, device.subsystem];
    const numVfs = device.sriov?.numVfs ?? null;
    return [
      `device ${device.address}`,
      { class: device.class, ids, driver, driverOverride, modules, iommuGroup, bootVga, numVfs },
    ] as const;
  });
  const facts: readonly (readonly [name: string, fact: unknown])[] = [
    ['distribution', distro.id],
    ['kernel', kernel],
    ['container', environment.container],
    ['command line', cmdline],
    ['boot loader', bootloader],
    ['initramfs', initramfs],
    ['vfio-pci', vfioPci],
    ['ACS override', kernelFacts.acsOverride.isSupported],
    ['IOMMU', snapshot.iommu.state],
    ['root disk', essentials.rootDisk.functions],
    ['default route', essentials.defaultRoute.functions],
    ...devices,
    ...snapshot.files.map(({ path, text, mode }) => [`file ${path}`, [text, mode]] as const),
  ];
  return Object.fromEntries(facts.map(([name, fact]) => [name, sha256(JSON.stringify(fact)).slice(0, 16)]));
}

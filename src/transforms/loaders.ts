import type { Recipe } from './recipe.js';
import type { Transform } from './transform.js';

/*
 * The registries once more, for a command line: it needs few entries, and pays in start-up time for each that it loads.
 */

type Loaders<Entry> = Readonly<Record<string, () => Promise<Entry>>>;

/** Loads each transform, by its name, in the order of the catalogue. */
export const transformLoaders: Loaders<Transform> = {
  'set-cpu-host-passthrough': async () =>
    (await import('./set-cpu-host-passthrough.js')).setCpuHostPassthrough.definition,
  'hide-kvm': async () => (await import('./hide-kvm.js')).hideKvm.definition,
  'disable-hypervisor-cpuid': async () =>
    (await import('./disable-hypervisor-cpuid.js')).disableHypervisorCpuid.definition,
  'enable-hyperv': async () => (await import('./enable-hyperv.js')).enableHyperv.definition,
  'add-pci-hostdev': async () => (await import('./add-pci-hostdev.js')).addPciHostdev.definition,
  'remove-pci-hostdev': async () => (await import('./remove-pci-hostdev.js')).removePciHostdev.definition,
  'convert-to-q35': async () => (await import('./convert-to-q35.js')).convertToQ35.definition,
  'set-firmware-efi': async () => (await import('./set-firmware-efi.js')).setFirmwareEfi.definition,
  'add-usb-hostdev': async () => (await import('./add-usb-hostdev.js')).addUsbHostdev.definition,
  'add-mdev-hostdev': async () => (await import('./add-mdev-hostdev.js')).addMdevHostdev.definition,
  'add-evdev-input': async () => (await import('./add-evdev-input.js')).addEvdevInput.definition,
  'set-vcpu-pinning': async () => (await import('./set-vcpu-pinning.js')).setVcpuPinning.definition,
  'use-hugepages': async () => (await import('./use-hugepages.js')).useHugepages.definition,
  'disable-memballoon': async () => (await import('./disable-memballoon.js')).disableMemballoon.definition,
  'remove-emulated-video': async () => (await import('./remove-emulated-video.js')).removeEmulatedVideo.definition,
  'add-shmem': async () => (await import('./add-shmem.js')).addShmem.definition,
  'add-viommu': async () => (await import('./add-viommu.js')).addViommu.definition,
  'override-pci-ids': async () => (await import('./override-pci-ids.js')).overridePciIds.definition,
  'set-primary-gpu': async () => (await import('./set-primary-gpu.js')).setPrimaryGpu.definition,
  'set-ioapic-driver': async () => (await import('./set-ioapic-driver.js')).setIoapicDriver.definition,
  'set-smbios-host': async () => (await import('./set-smbios-host.js')).setSmbiosHost.definition,
  'add-tpm': async () => (await import('./add-tpm.js')).addTpm.definition,
  'set-mmio-window': async () => (await import('./set-mmio-window.js')).setMmioWindow.definition,
  'set-clock-windows': async () => (await import('./set-clock-windows.js')).setClockWindows.definition,
  'set-hostdev-rom': async () => (await import('./set-hostdev-rom.js')).setHostdevRom.definition,
  'strip-runtime': async () => (await import('./strip-runtime.js')).stripRuntime.definition,
  'modernize-qemu-arguments': async () =>
    (await import('./modernize-qemu-arguments.js')).modernizeQemuArguments.definition,
};

/** Loads each recipe, by its name, in the order of the catalogue. */
export const recipeLoaders: Loaders<Recipe> = {
  'windows-gpu': async () => (await import('./recipes/windows-gpu.js')).windowsGpu,
  'windows-gpu-stealth': async () => (await import('./recipes/windows-gpu-stealth.js')).windowsGpuStealth,
  'linux-gpu': async () => (await import('./recipes/linux-gpu.js')).linuxGpu,
  'compute-gpu': async () => (await import('./recipes/compute-gpu.js')).computeGpu,
  vgpu: async () => (await import('./recipes/vgpu.js')).vgpu,
  nic: async () => (await import('./recipes/nic.js')).nic,
  'storage-controller': async () => (await import('./recipes/storage-controller.js')).storageController,
};

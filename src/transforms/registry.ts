import { nearest } from '../domain/nearest.js';
import { PtxError } from '../errors.js';
import { addEvdevInput } from './add-evdev-input.js';
import { addMdevHostdev } from './add-mdev-hostdev.js';
import { addPciHostdev } from './add-pci-hostdev.js';
import { addShmem } from './add-shmem.js';
import { addTpm } from './add-tpm.js';
import { addUsbHostdev } from './add-usb-hostdev.js';
import { addViommu } from './add-viommu.js';
import { convertToQ35 } from './convert-to-q35.js';
import { disableHypervisorCpuid } from './disable-hypervisor-cpuid.js';
import { disableMemballoon } from './disable-memballoon.js';
import { enableHyperv } from './enable-hyperv.js';
import { hideKvm } from './hide-kvm.js';
import { modernizeQemuArguments } from './modernize-qemu-arguments.js';
import { overridePciIds } from './override-pci-ids.js';
import { removeEmulatedVideo } from './remove-emulated-video.js';
import { removePciHostdev } from './remove-pci-hostdev.js';
import { setClockWindows } from './set-clock-windows.js';
import { setCpuHostPassthrough } from './set-cpu-host-passthrough.js';
import { setFirmwareEfi } from './set-firmware-efi.js';
import { setHostdevRom } from './set-hostdev-rom.js';
import { setIoapicDriver } from './set-ioapic-driver.js';
import { setMmioWindow } from './set-mmio-window.js';
import { setPrimaryGpu } from './set-primary-gpu.js';
import { setSmbiosHost } from './set-smbios-host.js';
import { setVcpuPinning } from './set-vcpu-pinning.js';
import { stripRuntime } from './strip-runtime.js';
import type { Transform } from './transform.js';
import { useHugepages } from './use-hugepages.js';

/** Every transform, in the order of the catalogue. */
export const transforms: readonly Transform[] = Object.freeze([
  setCpuHostPassthrough.definition,
  hideKvm.definition,
  disableHypervisorCpuid.definition,
  enableHyperv.definition,
  addPciHostdev.definition,
  removePciHostdev.definition,
  convertToQ35.definition,
  setFirmwareEfi.definition,
  addUsbHostdev.definition,
  addMdevHostdev.definition,
  addEvdevInput.definition,
  setVcpuPinning.definition,
  useHugepages.definition,
  disableMemballoon.definition,
  removeEmulatedVideo.definition,
  addShmem.definition,
  addViommu.definition,
  overridePciIds.definition,
  setPrimaryGpu.definition,
  setIoapicDriver.definition,
  setSmbiosHost.definition,
  addTpm.definition,
  setMmioWindow.definition,
  setClockWindows.definition,
  setHostdevRom.definition,
  stripRuntime.definition,
  modernizeQemuArguments.definition,
]);

/** The transform of this name, undefined where there is none. */
export function findTransform(name: string): Transform | undefined {
  return transforms.find((transform) => transform.name === name);
}

/**
 * The transform of this name.
 *
 * @throws PtxError OPTION_INVALID for a name that is none
 */
export function requireTransform(name: string): Transform {
  const found = findTransform(name);
  if (found !== undefined) return found;
  const names = transforms.map((each) => each.name);
  const suggestion = nearest(name, names);
  const hint = suggestion === undefined ? `There are ${names.join(', ')}` : `Did you mean "${suggestion}"?`;
  throw new PtxError('OPTION_INVALID', `Unknown transform "${name}"`, { hint });
}

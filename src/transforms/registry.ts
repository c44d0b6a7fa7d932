import { addPciHostdev } from './add-pci-hostdev.js';
import { addShmem } from './add-shmem.js';
import { addTpm } from './add-tpm.js';
import { convertToQ35 } from './convert-to-q35.js';
import { disableHypervisorCpuid } from './disable-hypervisor-cpuid.js';
import { enableHyperv } from './enable-hyperv.js';
import { hideKvm } from './hide-kvm.js';
import { removeEmulatedVideo } from './remove-emulated-video.js';
import { removePciHostdev } from './remove-pci-hostdev.js';
import { setClockWindows } from './set-clock-windows.js';
import { setCpuHostPassthrough } from './set-cpu-host-passthrough.js';
import { setFirmwareEfi } from './set-firmware-efi.js';
import { stripRuntime } from './strip-runtime.js';
import type { Transform } from './transform.js';

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
  removeEmulatedVideo.definition,
  addShmem.definition,
  addTpm.definition,
  setClockWindows.definition,
  stripRuntime.definition,
]);

/** The transform of this name, undefined where there is none. */
export function findTransform(name: string): Transform | undefined {
  return transforms.find((transform) => transform.name === name);
}

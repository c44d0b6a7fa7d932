import { z } from 'zod/mini';
import { addPciHostdev, pciHostdevOptions } from '../add-pci-hostdev.js';
import { convertToQ35 } from '../convert-to-q35.js';
import { disableMemballoon } from '../disable-memballoon.js';
import { enableHyperv, hypervOptions } from '../enable-hyperv.js';
import { hideKvm } from '../hide-kvm.js';
import { defineRecipe } from '../recipe.js';
import { setClockWindows } from '../set-clock-windows.js';
import { setCpuHostPassthrough } from '../set-cpu-host-passthrough.js';
import { setFirmwareEfi } from '../set-firmware-efi.js';
import { BALLOON, CARD, CPU, EFI, machineOptions, pickCard, Q35 } from './common.js';

/** A Windows guest with a graphics card of its own that runs fast: Method B, Hyper-V under a vendor id of its own. */
export const windowsGpu = defineRecipe({
  name: 'windows-gpu',
  summary: 'A Windows guest with a graphics card of its own, fast (Method B)',
  source: 'https://www.qemu.org/docs/master/system/i386/hyperv.html',
  main: 'address',
  example: '01:00,functions=0-1,rom.file=/var/lib/libvirt/vbios/gpu.rom',
  options: () => z.strictObject({ ...pciHostdevOptions(), ...machineOptions(), ...hypervOptions() }),
  parts: (part) => [
    part(convertToQ35, Q35, ({ machine }) => (machine === 'q35' ? {} : undefined)),
    part(setFirmwareEfi, EFI, ({ firmware }) => (firmware === 'efi' ? {} : undefined)),
    part(setCpuHostPassthrough, CPU, () => ({})),
    part(hideKvm, 'Without it KVM still answers at leaf 0x40000100, where drivers look', () => ({})),
    part(
      enableHyperv,
      'After the CPU, whose features must not hide the hypervisor bit that Hyper-V needs',
      ({ set, vendor_id, replace }) => ({ set, vendor_id, replace }),
    ),
    part(setClockWindows, 'After Hyper-V, whose reference counter it switches on', () => ({})),
    part(addPciHostdev, CARD, pickCard),
    part(disableMemballoon, BALLOON, () => ({})),
  ],
});

import { z } from 'zod/mini';
import { addPciHostdev, pciHostdevOptions } from '../add-pci-hostdev.js';
import { convertToQ35 } from '../convert-to-q35.js';
import { disableHypervisorCpuid, methodAOptions } from '../disable-hypervisor-cpuid.js';
import { disableMemballoon } from '../disable-memballoon.js';
import { hideKvm } from '../hide-kvm.js';
import { defineRecipe } from '../recipe.js';
import { setClockWindows } from '../set-clock-windows.js';
import { setCpuHostPassthrough } from '../set-cpu-host-passthrough.js';
import { setFirmwareEfi } from '../set-firmware-efi.js';
import { setSmbiosHost } from '../set-smbios-host.js';
import { BALLOON, CARD, CPU, EFI, machineOptions, pickCard, Q35 } from './common.js';

/** A Windows guest with a graphics card of its own that sees no hypervisor: Method A, at the price of speed. */
export const windowsGpuStealth = defineRecipe({
  name: 'windows-gpu-stealth',
  summary: 'A Windows guest with a graphics card of its own that sees no hypervisor (Method A)',
  source: 'https://libvirt.org/formatdomain.html#cpu-model-and-topology',
  main: 'address',
  example: '01:00,functions=0-1',
  options: () =>
    z.strictObject({
      ...pciHostdevOptions(),
      ...machineOptions(),
      ...methodAOptions(),
      smbios: z
        ._default(z.enum(['host', 'keep']), 'host')
        .check(z.describe('host: show the SMBIOS tables of the host; keep: leave them')),
    }),
  parts: (part) => [
    part(convertToQ35, Q35, ({ machine }) => (machine === 'q35' ? {} : undefined)),
    part(setFirmwareEfi, EFI, ({ firmware }) => (firmware === 'efi' ? {} : undefined)),
    part(setCpuHostPassthrough, CPU, () => ({})),
    part(hideKvm, 'Method A alone hides little: the leaves at 0x40000000 stay readable without it', () => ({})),
    part(disableHypervisorCpuid, 'After the CPU, to which the feature belongs', ({ replace }) => ({ replace })),
    part(setClockWindows, 'After Method A, beside which it leaves the Hyper-V clock out', () => ({})),
    part(setSmbiosHost, 'QEMU names itself in the SMBIOS tables', ({ smbios }) => (smbios === 'host' ? {} : undefined)),
    part(addPciHostdev, CARD, pickCard),
    part(disableMemballoon, BALLOON, () => ({})),
  ],
});

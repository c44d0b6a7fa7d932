import { z } from 'zod/mini';
import { addPciHostdev, pciHostdevOptions } from '../add-pci-hostdev.js';
import { convertToQ35 } from '../convert-to-q35.js';
import { disableMemballoon } from '../disable-memballoon.js';
import { defineRecipe } from '../recipe.js';
import { setCpuHostPassthrough } from '../set-cpu-host-passthrough.js';
import { setFirmwareEfi } from '../set-firmware-efi.js';
import { BALLOON, CARD, CPU, EFI, machineOptions, pickCard, Q35 } from './common.js';

/** A Linux guest with a graphics card of its own; nothing is hidden, as Linux drivers do not mind. */
export const linuxGpu = defineRecipe({
  name: 'linux-gpu',
  summary: 'A Linux guest with a graphics card of its own',
  source: 'https://docs.kernel.org/driver-api/vfio.html',
  main: 'address',
  example: '01:00,functions=0-1',
  options: () => z.strictObject({ ...pciHostdevOptions(), ...machineOptions() }),
  parts: (part) => [
    part(convertToQ35, Q35, ({ machine }) => (machine === 'q35' ? {} : undefined)),
    part(setFirmwareEfi, EFI, ({ firmware }) => (firmware === 'efi' ? {} : undefined)),
    part(setCpuHostPassthrough, CPU, () => ({})),
    part(addPciHostdev, CARD, pickCard),
    part(disableMemballoon, BALLOON, () => ({})),
  ],
});

import { z } from 'zod';
import { addPciHostdev, pciHostdevOptions } from '../add-pci-hostdev.js';
import { convertToQ35 } from '../convert-to-q35.js';
import { defineRecipe } from '../recipe.js';
import { setCpuHostPassthrough } from '../set-cpu-host-passthrough.js';
import { setFirmwareEfi } from '../set-firmware-efi.js';
import { machineOptions } from './machine-options.js';

/** A Linux guest with a graphics card of its own; nothing is hidden, as Linux drivers do not mind. */
export const linuxGpu = defineRecipe({
  name: 'linux-gpu',
  summary: 'A Linux guest with a graphics card of its own',
  source: 'https://docs.kernel.org/driver-api/vfio.html',
  main: 'address',
  example: '01:00,functions=0-1',
  options: z.strictObject({ ...pciHostdevOptions, ...machineOptions }),
  parts: (part) => [
    part(convertToQ35, 'First, as it gives up the guest addresses of all devices', ({ machine }) =>
      machine === 'q35' ? {} : undefined,
    ),
    part(setFirmwareEfi, 'After the machine type, on which the choice of the firmware depends', ({ firmware }) =>
      firmware === 'efi' ? {} : undefined,
    ),
    part(setCpuHostPassthrough, 'The guest gets all that the CPU of the host can do', () => ({})),
    part(
      addPciHostdev,
      'After the machine type, which decides between a root port and a conventional slot',
      ({ machine: _machine, firmware: _firmware, ...card }) => card,
    ),
  ],
});

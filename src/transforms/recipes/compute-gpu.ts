import { z } from 'zod/mini';
import { addPciHostdev, pciHostdevOptions } from '../add-pci-hostdev.js';
import { convertToQ35 } from '../convert-to-q35.js';
import { disableMemballoon } from '../disable-memballoon.js';
import { defineRecipe } from '../recipe.js';
import { setCpuHostPassthrough } from '../set-cpu-host-passthrough.js';
import { setFirmwareEfi } from '../set-firmware-efi.js';
import { setMmioWindow, sizeGiB } from '../set-mmio-window.js';
import { BALLOON, CARD, CPU, EFI, machineOptions, pickCard, Q35 } from './common.js';

/** A guest that computes on a card without a screen: CUDA, ROCm, oneAPI; with room for BARs as large as its memory. */
export const computeGpu = defineRecipe({
  name: 'compute-gpu',
  summary: 'A headless guest that computes on a card with large BARs (CUDA, ROCm)',
  source: 'https://docs.kernel.org/driver-api/vfio.html',
  main: 'address',
  example: '41:00.0,window=128G',
  options: () =>
    z.strictObject({
      ...pciHostdevOptions(),
      ...machineOptions(),
      window: z
        .prefault(sizeGiB(), '64G')
        .check(z.describe('Size of the 64-bit PCI window: at least all BARs together')),
    }),
  parts: (part) => [
    part(convertToQ35, Q35, ({ machine }) => (machine === 'q35' ? {} : undefined)),
    part(setFirmwareEfi, EFI, ({ firmware }) => (firmware === 'efi' ? {} : undefined)),
    part(setCpuHostPassthrough, CPU, () => ({})),
    part(setMmioWindow, 'After machine type and firmware, each of which takes another form of it', ({ window }) => ({
      size: `${window}G`,
    })),
    part(addPciHostdev, CARD, pickCard),
    part(disableMemballoon, BALLOON, () => ({})),
  ],
});

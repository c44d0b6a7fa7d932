import { z } from 'zod/mini';
import { addPciHostdev, pciHostdevOptions } from '../add-pci-hostdev.js';
import { convertToQ35 } from '../convert-to-q35.js';
import { disableMemballoon } from '../disable-memballoon.js';
import { defineRecipe } from '../recipe.js';
import { BALLOON, CARD, machineOptions, pickCard, Q35 } from './common.js';

/** A guest with a storage controller of its own: an HBA, a SATA controller or an NVMe disk, from which it may boot. */
export const storageController = defineRecipe({
  name: 'storage-controller',
  summary: 'A guest with a storage controller or an NVMe disk of its own',
  source: 'https://docs.kernel.org/driver-api/vfio.html',
  main: 'address',
  example: '04:00.0,boot.order=1',
  options: () => z.strictObject({ ...pciHostdevOptions(), machine: z._default(machineOptions().machine, 'keep') }),
  parts: (part) => [
    part(convertToQ35, Q35, ({ machine }) => (machine === 'q35' ? {} : undefined)),
    part(addPciHostdev, CARD, pickCard),
    part(disableMemballoon, BALLOON, () => ({})),
  ],
});

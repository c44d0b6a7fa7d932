import { z } from 'zod/mini';
import { addMdevHostdev, mdevHostdevOptions } from '../add-mdev-hostdev.js';
import { disableMemballoon } from '../disable-memballoon.js';
import { defineRecipe } from '../recipe.js';
import { setCpuHostPassthrough } from '../set-cpu-host-passthrough.js';
import { BALLOON, CPU } from './common.js';

/** A guest with a slice of a graphics card that the host has divided into mediated devices. */
export const vgpu = defineRecipe({
  name: 'vgpu',
  summary: 'A guest with a slice of a graphics card (mediated device, vGPU)',
  source: 'https://docs.kernel.org/driver-api/vfio-mediated-device.html',
  main: 'uuid',
  example: 'c2177883-f1bb-47f0-914d-32a22e3a8804',
  options: () => z.strictObject(mdevHostdevOptions()),
  parts: (part) => [
    part(setCpuHostPassthrough, CPU, () => ({})),
    part(addMdevHostdev, 'Machine type and firmware may stay: the device is no PCI Express card', (options) => options),
    part(disableMemballoon, BALLOON, () => ({})),
  ],
});

import { z } from 'zod/mini';
import { addPciHostdev, pciHostdevOptions } from '../add-pci-hostdev.js';
import { disableMemballoon } from '../disable-memballoon.js';
import { defineRecipe } from '../recipe.js';
import { BALLOON } from './common.js';

/** A guest with a network card of its own: a whole one, or a virtual function of one (SR-IOV). */
export const nic = defineRecipe({
  name: 'nic',
  summary: 'A guest with a network card of its own, whole or a virtual function (SR-IOV)',
  source: 'https://docs.kernel.org/PCI/pci-iov-howto.html',
  main: 'address',
  example: '03:10.0',
  options: () => z.strictObject(pciHostdevOptions()),
  parts: (part) => [
    part(addPciHostdev, 'The guest stays as it is otherwise: network cards work on every machine type', (card) => card),
    part(disableMemballoon, BALLOON, () => ({})),
  ],
});

import { z } from 'zod/mini';
import { pciHostdevOptions } from '../add-pci-hostdev.js';

/** What of the virtual machine itself a recipe may change; both are big steps for a system that is installed already. */
export const machineOptions = () => ({
  machine: z
    ._default(z.enum(['q35', 'keep']), 'q35')
    .check(z.describe('q35: convert an i440fx guest, whose slots are no PCI Express; keep: leave the machine type')),
  firmware: z
    ._default(z.enum(['efi', 'keep']), 'efi')
    .check(
      z.describe('efi: boot with UEFI (OVMF); keep: leave the firmware, for a system that was installed under BIOS'),
    ),
});

const card = () => z.object(pciHostdevOptions());

/** Of the options of a recipe those that are for add-pci-hostdev. */
export function pickCard(options: z.output<ReturnType<typeof card>>): z.output<ReturnType<typeof card>> {
  const names = Object.keys(pciHostdevOptions()) as (keyof typeof pciHostdevOptions)[];
  return Object.fromEntries(names.map((name) => [name, options[name]])) as z.output<ReturnType<typeof card>>;
}

/** Why steps that several recipes share stand where they stand. */
export const Q35 = 'First, as it gives up the guest addresses of all devices; the card then gets a PCI Express slot';
export const EFI = 'After the machine type, on which the choice of the firmware depends';
export const CPU = 'The guest gets all that the CPU of the host can do';
export const CARD = 'After the machine type, which decides between a root port and a conventional slot';
export const BALLOON = 'VFIO pins all memory of the guest, so that a balloon can give nothing back';

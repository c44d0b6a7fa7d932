import { z } from 'zod';

/** What of the virtual machine itself a recipe may change; both are big steps for a guest that is installed already. */
export const machineOptions = {
  machine: z
    .enum(['q35', 'keep'])
    .default('q35')
    .describe('q35: convert an i440fx guest, whose slots are no PCI Express; keep: leave the machine type'),
  firmware: z
    .enum(['efi', 'keep'])
    .default('efi')
    .describe('efi: boot with UEFI (OVMF); keep: leave the firmware, for a system that was installed under BIOS'),
};

import { GUEST } from './diagnoses-guest.js';
import { KERNEL } from './diagnoses-kernel.js';
import { KERNEL_DEVICES } from './diagnoses-kernel-devices.js';
import { LIBVIRT } from './diagnoses-libvirt.js';
import { QEMU } from './diagnoses-qemu.js';
import { QEMU_DEVICES } from './diagnoses-qemu-devices.js';
import type { Diagnosis } from './diagnosis.js';

/** Every message that `ptx host diagnose` knows. */
export const diagnoses: readonly Diagnosis[] = Object.freeze([
  ...KERNEL,
  ...KERNEL_DEVICES,
  ...QEMU,
  ...QEMU_DEVICES,
  ...LIBVIRT,
  ...GUEST,
]);

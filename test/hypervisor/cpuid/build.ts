import path from 'node:path';
import { buildKernel, compile } from '../../helpers/compile.js';

/** QEMU's smallest firmware; a multiboot kernel needs no more, and SeaBIOS takes an instruction emulator seconds. */
export const FIRMWARE = '/usr/share/qemu/qboot.rom';

/** The line that ends what the probe prints. */
export const PROBE_END = 'END\n';

/** Build the kernel that prints CPUID. */
export function buildProbe(folder: string): string {
  return buildKernel(path.join(import.meta.dirname, 'probe.c'), folder);
}

/** Build the library that claims a Hyper-V that KVM has not. */
export function buildHypervStandIn(folder: string): string {
  return compile(path.join(import.meta.dirname, 'hyperv-stand-in.c'), folder, ['-shared', '-fPIC']);
}

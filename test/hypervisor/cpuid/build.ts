import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** What the sources beside this file are built with: Debian's gcc, and libc6-dev. */
export const COMPILER = ['/usr/bin/gcc', '/usr/include/stdlib.h'];

/** QEMU's smallest firmware; a multiboot kernel needs no more, and SeaBIOS takes an instruction emulator seconds. */
export const FIRMWARE = '/usr/share/qemu/qboot.rom';

/** The line that ends what the probe prints. */
export const PROBE_END = 'END\n';

/** Build the kernel that prints CPUID. */
export function buildProbe(folder: string): string {
  // 1 MiB is the lowest address that multiboot loads to; -n and --build-id=none keep its header near the beginning.
  const link = ['-nostdlib', '-static', '-Wl,-Ttext=0x100000,-n,--build-id=none'];
  const code = ['-m32', '-march=i486', '-ffreestanding', '-fno-pic', '-fno-stack-protector'];
  return build(folder, 'probe', [...code, '-fno-asynchronous-unwind-tables', ...link]);
}

/** Build the library that claims a Hyper-V that KVM has not. */
export function buildHypervStandIn(folder: string): string {
  return build(folder, 'hyperv-stand-in', ['-shared', '-fPIC']);
}

function build(folder: string, name: string, options: readonly string[]): string {
  const output = path.join(folder, name);
  const source = path.join(import.meta.dirname, `${name}.c`);
  execFileSync('/usr/bin/gcc', ['-Os', '-Wall', '-Wextra', ...options, '-o', output, source], { stdio: 'pipe' });
  return output;
}

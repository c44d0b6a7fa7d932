import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** What `compile` needs: Debian's gcc, and libc6-dev. */
export const COMPILER = ['/usr/bin/gcc', '/usr/include/stdlib.h'];

/** Build a kernel of a source that includes `multiboot.h`. Returns where it is, below a folder. */
export function buildKernel(source: string, folder: string): string {
  // 1 MiB is the lowest address that multiboot loads to; -n and --build-id=none keep its header near the beginning.
  const link = ['-nostdlib', '-static', '-Wl,-Ttext=0x100000,-n,--build-id=none'];
  const code = ['-m32', '-march=i486', '-ffreestanding', '-fno-pic', '-fno-stack-protector'];
  return compile(source, folder, [...code, '-fno-asynchronous-unwind-tables', ...link]);
}

/** Compile one source. Returns what came of it, below a folder, under the name of the source. */
export function compile(source: string, folder: string, options: readonly string[]): string {
  const output = path.join(folder, path.basename(source, '.c'));
  execFileSync('/usr/bin/gcc', ['-Os', '-Wall', '-Wextra', ...options, '-o', output, source], { stdio: 'pipe' });
  return output;
}

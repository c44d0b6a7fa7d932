import { manualStep } from '../manual.js';
import type { HostSnapshot } from '../model.js';
import type { Wanted, Work } from '../planning.js';
import type { BootloaderWriter } from './writer.js';

/** Where to write arguments down, for boot loaders whose files ptx does not change. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  limine: ['"cmdline:" in limine.conf, or KERNEL_CMDLINE in /etc/default/limine, then run: limine-update'],
  refind: ['The options in /boot/refind_linux.conf'],
  extlinux: ['default_kernel_opts in /etc/update-extlinux.conf, then run: update-extlinux'],
};

/** Leave arguments to the reader, who knows what starts this kernel. */
export function leaveArguments(
  snapshot: HostSnapshot,
  missing: readonly Wanted[],
  reason = describeReason(snapshot),
): Work {
  const texts = missing.map(({ text }) => text);
  const place = PLACES[snapshot.bootloader ?? ''] ?? [];
  const step = manualStep({
    title: 'Add these to the kernel command line',
    lines: [texts.join(' '), ...place],
    kernelArguments: texts,
    reason,
  });
  return { manual: [step] };
}

/** Boot loaders whose files ptx does not change: the running kernel tells what they hold. */
export const manualWriter: BootloaderWriter = {
  names: ['nixos', 'limine', 'refind', 'extlinux'],
  readConfigured: () => undefined,
  addArguments: (snapshot, missing) => leaveArguments(snapshot, missing),
};

function describeReason({ bootloader, bootloaders }: HostSnapshot): string {
  if (bootloader !== null) return `ptx does not write the files of ${bootloader}`;
  const names = bootloaders.map(({ name }) => name);
  return names.length > 1 ? `Several boot loaders are there: ${names.join(', ')}` : 'No boot loader was recognised';
}

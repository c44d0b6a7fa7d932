import { hasArgument } from '../kernel-arguments.js';
import type { HostSnapshot } from '../model.js';
import type { Wanted, Work } from '../planning.js';
import { grubWriter } from './grub.js';
import { grubBlsWriter } from './grub-bls.js';
import { kernelstubWriter } from './kernelstub.js';
import { manualWriter } from './manual.js';
import { ostreeWriter } from './ostree.js';
import { proxmoxSystemdBootWriter } from './proxmox-systemd-boot.js';
import { systemdBootWriter } from './systemd-boot.js';
import type { BootloaderWriter } from './writer.js';

/** Every boot loader that the snapshot knows, each in one of these. */
export const bootloaderWriters: readonly BootloaderWriter[] = [
  grubWriter,
  grubBlsWriter,
  proxmoxSystemdBootWriter,
  systemdBootWriter,
  kernelstubWriter,
  ostreeWriter,
  manualWriter,
];

/** The writer for the boot loader of a host; by hand where none is recognised. */
export function findBootloaderWriter({ bootloader }: HostSnapshot): BootloaderWriter {
  return bootloaderWriters.find(({ names }) => names.some((name) => name === bootloader)) ?? manualWriter;
}

/** The arguments that the next start has, as far as files tell; those of the running kernel otherwise. */
export function readConfiguredCmdline(snapshot: HostSnapshot): string | null {
  return findBootloaderWriter(snapshot).readConfigured(snapshot) ?? snapshot.cmdline;
}

/** Bring about the arguments that the next start lacks. */
export function writeKernelArguments(snapshot: HostSnapshot, wanted: readonly Wanted[]): Work {
  const configured = readConfiguredCmdline(snapshot);
  const missing = wanted.filter(({ text }) => !hasArgument(configured, text));
  if (missing.length === 0) return {};
  const work = findBootloaderWriter(snapshot).addArguments(snapshot, missing);
  // What is done by hand shows in the running kernel only.
  const isDone = missing.every(({ text }) => hasArgument(snapshot.cmdline, text));
  return work.manual !== undefined && isDone ? { findings: work.findings ?? [] } : work;
}

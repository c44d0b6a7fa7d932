import { hasArgument } from '../kernel-arguments.js';
import type { HostSnapshot } from '../model.js';
import type { Wanted, Work } from '../planning.js';
import { grubWriter } from './grub.js';
import { grubBlsWriter } from './grub-bls.js';
import { kernelstubWriter } from './kernelstub.js';
import { leaveArguments, manualWriter } from './manual.js';
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
function findBootloaderWriter({ bootloader }: HostSnapshot): BootloaderWriter {
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
  const work = writeCounting(snapshot, missing);
  // What is done by hand shows in the running kernel only.
  const isDone = missing.every(({ text }) => hasArgument(snapshot.cmdline, text));
  return work.manual !== undefined && isDone ? { findings: work.findings ?? [] } : work;
}

/** Write arguments where they count: behind a lone `--`, or below an assignment that starts anew, they do not. */
function writeCounting(snapshot: HostSnapshot, missing: readonly Wanted[]): Work {
  const writer = findBootloaderWriter(snapshot);
  const work = writer.addArguments(snapshot, missing);
  if (work.manual !== undefined || writer.simulate !== undefined) return work;
  const written = new Map((work.files ?? []).map(({ path, content }) => [path, content]));
  const known = snapshot.files.filter(({ path }) => !written.has(path));
  const files = [...written].map(([path, text]) => ({ path, text, mode: '0644', uid: 0, gid: 0, linkTarget: null }));
  const after = { ...snapshot, files: [...known, ...files].sort((a, b) => (a.path < b.path ? -1 : 1)) };
  const configured = writer.readConfigured(after) ?? null;
  if (missing.every(({ text }) => hasArgument(configured, text))) return work;
  const message = 'Whatever is added to the configuration of the boot loader would not count: see what is behind "--"';
  return {
    ...leaveArguments(snapshot, missing, message),
    findings: [{ code: 'cmdline-not-reached', message }],
  };
}

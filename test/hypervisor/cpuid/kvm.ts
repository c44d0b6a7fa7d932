import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EMULATOR } from '../../helpers/hypervisor.js';
import { buildProbe, FIRMWARE, PROBE_END } from './build.js';
import { readCpuid } from './reading.js';

/** What this machine's KVM can do. */
export interface Kvm {
  /** Whether it has Hyper-V to offer. */
  readonly hasHyperv: boolean;
  /** Arguments without which its QEMU does not start. */
  readonly qemuArguments: readonly string[];
}

/**
 * Some KVMs offer IA32_ARCH_CAPABILITIES (leaf 7 EDX bit 29, MSR 0x10a) on AMD and then refuse to set it, so that no
 * QEMU 7.2 starts with `-cpu host`. A global property leaves the `-cpu` that libvirt wrote as it is.
 */
const NO_ARCH_CAPABILITIES = ['-global', 'host-x86_64-cpu.arch-capabilities=off'];

const TIMEOUT_MS = 60_000;

/**
 * Find out what KVM can do, by running the probe without libvirt and without ptx.
 *
 * @returns the reason where this machine cannot run it
 */
export async function inspectKvm(): Promise<Kvm | string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ptx-kvm-'));
  try {
    const probe = buildProbe(folder);
    let reason = '';
    for (const qemuArguments of [[], NO_ARCH_CAPABILITIES]) {
      // QEMU passes over relaxed where KVM has no Hyper-V, and publishes it anywhere else.
      const run = await runQemu(probe, '-accel', 'kvm', '-cpu', 'host,hv-relaxed=on', ...qemuArguments);
      if (run.serial.endsWith(PROBE_END)) {
        return { hasHyperv: readCpuid(run.serial).isHyperv, qemuArguments };
      }
      reason = run.error;
    }
    // A probe that runs nowhere is no reason to skip.
    const witness = await runQemu(probe, '-accel', 'tcg');
    if (!witness.serial.endsWith(PROBE_END)) throw new Error(`The probe is broken: ${witness.error}`);
    return reason;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runQemu(probe: string, ...args: string[]): Promise<{ serial: string; error: string }> {
  const file = `${probe}.serial`;
  const machine = ['-machine', 'q35', '-bios', FIRMWARE, '-kernel', probe];
  const devices = ['-nodefaults', '-display', 'none', '-m', '64', '-serial', `file:${file}`];
  const qemu = spawn(EMULATOR, [...args, ...machine, ...devices], { stdio: ['ignore', 'ignore', 'pipe'] });
  let error = '';
  qemu.stderr.on('data', (chunk) => {
    error += chunk;
  });
  const closed = new Promise((resolve) => qemu.once('close', resolve));
  const read = () => (existsSync(file) ? readFileSync(file, 'latin1') : '');
  const deadline = Date.now() + TIMEOUT_MS;
  while (qemu.exitCode === null && qemu.signalCode === null && !read().endsWith(PROBE_END)) {
    if (Date.now() > deadline) {
      error ||= `no "${PROBE_END.trim()}" in ${TIMEOUT_MS} ms`;
      break;
    }
    await sleep(50);
  }
  const serial = read();
  qemu.kill();
  await closed;
  return { serial, error: error.split('\n')[0] ?? '' };
}

import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runGuests, serialFile } from '../../helpers/guest.js';
import {
  type DriverRoot,
  type Hypervisor,
  makeDriverRoot,
  removeDriverRoot,
  runVirsh,
  shareCapabilities,
} from '../../helpers/hypervisor.js';
import { GuestReport, REPORT_END } from './report.js';
import type { StandIn } from './stand-ins.js';
import { type HostdevArguments, makeBootableCopy, makeCompletableCopy } from './test-copy.js';

/** A kernel with an initramfs that reports what it finds; paths. */
export interface GuestSystem {
  readonly kernel: string;
  readonly initramfs: string;
}

const NAME = 'guest';
const TIMEOUT_MS = 280_000;

/**
 * Boot the copy of a document, through libvirt, and read what the guest reports.
 *
 * @param standIns by PCI address on the host, or UUID of the mediated device
 */
export async function bootGuest(
  xml: string,
  standIns: Readonly<Record<string, StandIn>>,
  system: GuestSystem,
  hypervisor: Hypervisor,
): Promise<GuestReport> {
  const root = makeDriverRoot(hypervisor);
  const sharedMemory = path.basename(root.path);
  try {
    shareCapabilities(root);
    // swtpm as a user of its own could not enter the root.
    appendFileSync(path.join(root.hostPath, 'etc', 'qemu.conf'), 'swtpm_user = "root"\nswtpm_group = "root"\n');
    const { dump, hostdevs } = complete(root, xml);
    const writeFile = (name: string, content: Buffer) => {
      writeFileSync(path.join(root.hostPath, name), content);
      return path.join(root.path, name);
    };
    const files = { serial: serialFile(root, NAME), nvram: path.join(root.path, 'nvram.fd'), sharedMemory };
    const copy = makeBootableCopy(dump, { ...system, ...files, hostdevs, standIns, writeFile });
    const runs = await runGuests(root, new Map([[NAME, copy]]), { end: REPORT_END, timeoutMs: TIMEOUT_MS });
    return new GuestReport(runs.get(NAME)?.serial ?? '');
  } finally {
    removeDriverRoot(root);
    rmSync(path.join('/dev/shm', sharedMemory), { force: true });
  }
}

/** Let libvirt fill in controllers and addresses, and say what it tells QEMU of each device of the host with VFIO. */
function complete(root: DriverRoot, xml: string): { dump: string; hostdevs: HostdevArguments[] } {
  const file = `${NAME}.xml`;
  writeFileSync(path.join(root.hostPath, file), makeCompletableCopy(xml, NAME));
  const { stdout, stderr } = runVirsh(root, [
    `define ${path.join(root.path, file)}`,
    `dumpxml --inactive --security-info ${NAME}`,
    `domxml-to-native qemu-argv --domain ${NAME}`,
  ]);
  const dump = /^<domain [\s\S]*?^<\/domain>$/m.exec(stdout)?.[0];
  if (dump === undefined || /^error: /m.test(stderr)) throw new Error(`libvirt does not take the document:\n${stderr}`);
  const devices = [...stdout.matchAll(/-device '(\{"driver":"vfio-pci[^"]*".*?\})'/g)];
  return { dump, hostdevs: devices.map(([, json = '']) => JSON.parse(json)) };
}

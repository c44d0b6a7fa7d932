import { PtxError } from '../../errors.js';
import { requireAcceptable } from '../accepted.js';
import { findFunction, type HostSnapshot, type PciFunction } from '../model.js';
import { findPassthroughSet } from '../passthrough-set.js';
import { isOfVfio, isReserving } from '../viability.js';
import { HostAccess, type HostTarget } from './host-access.js';
import { inspectHost } from './inspect.js';
import { RecordStore } from './record-store.js';
import { deviceFolder, Sysfs } from './sysfs.js';
import { reasonOf } from './system-error.js';

/** What is bound or given back. */
export interface BindOptions extends HostTarget {
  /** Stops between two functions. */
  readonly signal?: AbortSignal | undefined;
  /** Blockers to go ahead with all the same, by code or by address. */
  readonly accepted?: readonly string[] | undefined;
}

/** Which driver a function had, and has. */
export interface BoundDevice {
  readonly address: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What a device had before; it is gone with the next start of the host, as the binding is. */
interface Kept {
  readonly driver: string | null;
  readonly driverOverride: string | null;
}

const KEPT = '/run/ptx/bindings';
const PROBE = '/sys/bus/pci/drivers_probe';
const TIMEOUT_MS = 60_000;

/**
 * Give functions to vfio-pci until the next start of the host, each by its address, and keep which driver they had.
 *
 * @throws PtxError PLAN_BLOCKED for what the host needs, BIND_FAILED where the kernel does not do it (the old driver has
 * the device again then), TARGET_NOT_FOUND, OPTION_INVALID, HOST_LOCKED
 * @see Documentation/ABI/testing/sysfs-bus-pci of Linux 6.12: driver_override, drivers_probe
 */
export async function bindDevice(address: string, options: BindOptions = {}): Promise<BoundDevice[]> {
  const access = new HostAccess(options);
  return bindWith(address, options, access, new Sysfs(access));
}

/** @internal */
export async function bindWith(
  address: string,
  options: BindOptions,
  access: HostAccess,
  sysfs: Sysfs,
): Promise<BoundDevice[]> {
  return eachTarget(address, options, access, async (device, snapshot, targets) => {
    requireUnblocked(snapshot, targets, options);
    if (isOfVfio(device.driver)) return device.driver;
    if (!(await sysfs.exists('/sys/bus/pci/drivers/vfio-pci'))) {
      const { problem } = await access.run(['modprobe', 'vfio-pci'], { timeoutMs: TIMEOUT_MS });
      if (problem !== null) throw new Error(problem);
    }
    const isFirst = await keep(access, device);
    try {
      await moveTo(sysfs, device, 'vfio-pci');
      if ((await sysfs.driver(device.address)) !== 'vfio-pci') throw new Error('vfio-pci does not take it');
    } catch (error) {
      await moveTo(sysfs, device, device.driverOverride).catch(() => {});
      const isBack = (await sysfs.driver(device.address)) === device.driver;
      // Or a later unbind would have it leave its driver once more.
      if (isFirst && isBack) await access.writer.remove(keptPath(device.address));
      throw error;
    }
    return 'vfio-pci';
  });
}

/**
 * Give functions back to the driver that they had before `bindDevice`, or to the one that the kernel chooses.
 *
 * @throws PtxError BIND_FAILED where a guest has them, or where the kernel does not do it, TARGET_NOT_FOUND,
 * OPTION_INVALID, HOST_LOCKED
 */
export async function unbindDevice(
  address: string,
  options: Omit<BindOptions, 'accepted'> = {},
): Promise<BoundDevice[]> {
  const access = new HostAccess(options);
  return unbindWith(address, options, access, new Sysfs(access));
}

/** @internal */
export async function unbindWith(
  address: string,
  options: Omit<BindOptions, 'accepted'>,
  access: HostAccess,
  sysfs: Sysfs,
): Promise<BoundDevice[]> {
  return eachTarget(address, options, access, async (device) => {
    const kept = await readKept(access, device.address);
    if (kept === undefined && !isReserving(device.driver)) return device.driver;
    if (await sysfs.isGroupInUse(device.iommuGroup)) throw new Error('a guest has it');
    await moveTo(sysfs, device, kept?.driverOverride ?? null);
    const driver = await sysfs.driver(device.address);
    const wanted = kept?.driver ?? null;
    if (wanted !== null && driver !== wanted) throw new Error(`${wanted} does not take it back`);
    await access.writer.remove(keptPath(device.address));
    return driver;
  });
}

/** Do something to each function that an address stands for, one after the other. */
async function eachTarget(
  address: string,
  { signal }: BindOptions,
  access: HostAccess,
  act: (device: PciFunction, snapshot: HostSnapshot, targets: readonly string[]) => Promise<string | null>,
): Promise<BoundDevice[]> {
  access.requireReachOfSysfs(deviceFolder(address));
  const lock = await new RecordStore(access.writer).lock();
  try {
    const snapshot = await inspectHost({ root: access.root });
    const { targets } = findPassthroughSet(snapshot, { devices: [address], companions: false });
    const devices = targets.map((target) => findFunction(snapshot, target) as PciFunction);
    const bound: BoundDevice[] = [];
    for (const device of devices) {
      if (signal?.aborted) {
        const hint = 'The same command goes on with it';
        throw new PtxError('BIND_FAILED', `Stopped before ${device.address}`, { hint });
      }
      try {
        bound.push({ address: device.address, before: device.driver, after: await act(device, snapshot, targets) });
      } catch (error) {
        if (error instanceof PtxError) throw error;
        const hint = `"dmesg | ptx host diagnose -" may tell why; "ptx host unbind ${device.address}" gives it back`;
        throw new PtxError('BIND_FAILED', `${device.address}: ${reasonOf(error)}`, { cause: error, hint });
      }
    }
    return bound;
  } finally {
    await lock.release();
  }
}

function requireUnblocked(snapshot: HostSnapshot, devices: readonly string[], { accepted }: BindOptions): void {
  requireAcceptable(snapshot, accepted ?? []);
  const { blockers } = findPassthroughSet(snapshot, { devices, companions: false, accepted });
  const [blocker] = blockers;
  if (blocker === undefined) return;
  const hint = blocker.isFinal ? undefined : `--i-know ${blocker.code} goes ahead`;
  throw new PtxError('PLAN_BLOCKED', `${blocker.address}: ${blocker.message}`, { hint });
}

/** Only the driver that is named may bind; the device leaves the one that it has, and the kernel looks for one anew. */
async function moveTo(sysfs: Sysfs, { address }: PciFunction, driverOverride: string | null): Promise<void> {
  const folder = deviceFolder(address);
  await sysfs.write(`${folder}/driver_override`, `${driverOverride ?? ''}\n`);
  if ((await sysfs.driver(address)) !== null) await sysfs.write(`${folder}/driver/unbind`, address);
  await sysfs.write(PROBE, address);
}

/** What was kept first counts: a second bind must not take vfio-pci for the old driver. True where this is the first. */
async function keep(access: HostAccess, { address, driver, driverOverride }: PciFunction): Promise<boolean> {
  if ((await readKept(access, address)) !== undefined) return false;
  const kept: Kept = { driver, driverOverride };
  await access.writer.makeFolders(await access.writer.listMissingFolders(keptPath(address)));
  await access.writer.write(keptPath(address), { content: `${JSON.stringify(kept)}\n`, mode: 0o600, tag: 'new' });
  return true;
}

async function readKept(access: HostAccess, address: string): Promise<Kept | undefined> {
  const found = await access.writer.read(keptPath(address));
  return found === undefined ? undefined : JSON.parse(found.bytes.toString());
}

function keptPath(address: string): string {
  return `${KEPT}/${address}.json`;
}

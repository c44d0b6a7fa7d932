import { PtxError } from '../../errors.js';
import { findFunction, type PciFunction } from '../model.js';
import { findPassthroughSet } from '../passthrough-set.js';
import { isReserving } from '../viability.js';
import { HostAccess, type HostTarget } from './host-access.js';
import { inspectHost } from './inspect.js';
import { deviceFolder, Sysfs } from './sysfs.js';
import { isAbsent, reasonOf } from './system-error.js';

/** Which ROM is read. */
export interface DumpRomOptions extends HostTarget {
  /** Read that of the boot display too, which may be a copy that the firmware has changed. */
  readonly acceptsBootDisplay?: boolean | undefined;
  /** Stops it, once what was switched is switched back. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Read the expansion ROM of a function through sysfs. The device is woken up and made to decode its memory for as long as
 * that takes, and everything that was switched is switched back.
 *
 * @throws PtxError ROM_UNREADABLE where the device has none, is in use or does not hand it out, and where it was stopped,
 * TARGET_NOT_FOUND, TARGET_AMBIGUOUS, OPTION_INVALID
 * @see pci_read_rom, pci_write_rom and enable_store in drivers/pci/pci-sysfs.c, pci_map_rom in drivers/pci/rom.c of Linux 6.12
 */
export async function dumpRom(address: string, options: DumpRomOptions = {}): Promise<Uint8Array> {
  const access = new HostAccess(options);
  return dumpWith(address, options, access, new Sysfs(access));
}

/** @internal */
export async function dumpWith(
  address: string,
  options: DumpRomOptions,
  access: HostAccess,
  sysfs: Sysfs,
): Promise<Uint8Array> {
  access.requireReachOfSysfs(deviceFolder(address));
  const device = await requireDevice(address, access);
  await requireReadable(device, options, sysfs);
  const folder = deviceFolder(device.address);
  const back: (() => Promise<void>)[] = [];
  const requireGoing = () => {
    if (options.signal?.aborted) throw new Error('the reading was stopped');
  };
  const set = async (name: string, value: string, before: string) => {
    requireGoing();
    await sysfs.write(`${folder}/${name}`, value);
    back.unshift(() => sysfs.write(`${folder}/${name}`, before));
  };
  try {
    const control = await sysfs.read(`${folder}/power/control`);
    if (control !== undefined && control !== 'on') await set('power/control', 'on', control);
    const power = await sysfs.read(`${folder}/power_state`);
    if (power !== undefined && power !== 'D0' && power !== 'unknown')
      throw new Error(`it sleeps (${power}) and does not wake up`);
    // With a driver the kernel refuses, and the driver has enabled it.
    if (device.driver === null && device.isEnabled === false) await set('enable', '1', '0');
    // The kernel takes all but these two bytes for yes.
    await set('rom', '1', '0\n');
    requireGoing();
    const rom = await sysfs.readBytes(`${folder}/rom`);
    requireGoing();
    return rom;
  } catch (error) {
    throw unreadable(device.address, explain(error), error);
  } finally {
    for (const restore of back) await restore().catch(() => {});
  }
}

async function requireDevice(address: string, access: HostAccess): Promise<PciFunction> {
  const snapshot = await inspectHost({ root: access.root });
  const { targets } = findPassthroughSet(snapshot, { devices: [address], companions: false });
  const withRom = targets.flatMap((target) => findFunction(snapshot, target) ?? []).filter(({ rom }) => rom !== null);
  const [device, ...others] = withRom;
  if (device === undefined) throw unreadable(address, 'it has no expansion ROM');
  if (others.length === 0) return device;
  const hint = `Name one of ${withRom.map((found) => found.address).join(', ')}`;
  throw new PtxError('TARGET_AMBIGUOUS', `"${address}" has several expansion ROMs`, { hint });
}

/** A driver of the host, or a guest, may need the decoder that the ROM shares with other regions. */
async function requireReadable(
  device: PciFunction,
  { acceptsBootDisplay }: DumpRomOptions,
  sysfs: Sysfs,
): Promise<void> {
  const { address, driver, bootVga, iommuGroup } = device;
  if (bootVga === true && acceptsBootDisplay !== true) {
    const why = 'it is the boot display: what the kernel hands out may be a copy that the firmware has changed';
    throw unreadable(address, why, undefined, '--i-know boot-vga reads it all the same');
  }
  if (driver !== null && !isReserving(driver)) {
    throw unreadable(
      address,
      `${driver} has it`,
      undefined,
      `"ptx host bind ${address}" takes it away until the next start`,
    );
  }
  if (await sysfs.isGroupInUse(iommuGroup)) throw unreadable(address, 'a guest has it', undefined, 'Stop the guest');
}

function explain(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EIO') return 'the device hands out no ROM with a valid header; it may have none, or sleep';
  if (code === 'EPERM') return 'only root of the host itself may enable it, not that of a container';
  if (code === 'EACCES') return 'only root may read it';
  return isAbsent(error) ? 'the kernel does not offer it' : reasonOf(error);
}

function unreadable(address: string, why: string, cause?: unknown, hint?: string): PtxError {
  return new PtxError('ROM_UNREADABLE', `${address}: ${why}`, { cause, hint });
}

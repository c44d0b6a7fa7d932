import { HOST_SCHEMA_VERSION, type HostSnapshot, type PciFunction } from '../model.js';
import { readBootloader } from './bootloader.js';
import { readConfigFiles } from './config-files.js';
import { readCpu } from './cpu.js';
import { readCpuTopology } from './cpu-topology.js';
import { readDefaultRoute } from './default-route.js';
import { readDisplays } from './displays.js';
import { readDistro } from './distro.js';
import { readEnvironment } from './environment.js';
import { HostFiles } from './host-files.js';
import { readInitramfs } from './initramfs.js';
import { readIommu, readIommuGroups } from './iommu.js';
import { readKernelFacts } from './kernel-facts.js';
import { readKernelModules } from './kernel-modules.js';
import { readMemory } from './memory.js';
import { readPciDevices } from './pci.js';
import { readPciNames } from './pci-names.js';
import { readRootDisk } from './root-disk.js';
import { readUnfinished } from './unfinished.js';
import { readUses } from './uses.js';
import { readVfio } from './vfio.js';

const CMDLINE_LIMIT = 64 * 1024;

/** Where to look. */
export interface InspectHostOptions {
  /** The folder that holds the host: `/`, or a copy of another machine's files. */
  readonly root?: string | undefined;
}

/**
 * Read what passthrough depends on, of this host or of a copy of another one's files. It only reads, runs nothing, and
 * never fails: what is missing is null, and `notes` says what could not be read.
 */
export async function inspectHost({ root = '/' }: InspectHostOptions = {}): Promise<HostSnapshot> {
  const files = new HostFiles(root);
  const kernel = (await files.readLine('/proc/sys/kernel/osrelease')) || null;
  const cmdline = (await files.readText('/proc/cmdline', { limit: CMDLINE_LIMIT, mayBeCut: true }))?.trim() ?? null;
  const [distro, modules, names, uses, cpu] = await Promise.all([
    readDistro(files),
    readKernelModules(files, kernel),
    readPciNames(files),
    readUses(files),
    readCpu(files),
  ]);
  const pciDevices = await readPciDevices(files, { names, aliases: modules.aliases, uses });
  const iommuGroups = await readIommuGroups(files, pciDevices, kernel);
  const moduleNames = listModuleNames(pciDevices);
  const kernelFacts = await readKernelFacts(files, { kernel, cmdline, distro }, modules, moduleNames);
  const snapshot = {
    schemaVersion: HOST_SCHEMA_VERSION,
    distro,
    kernel,
    kernelFacts,
    environment: await readEnvironment(files, cpu, kernel),
    cpu,
    iommu: await readIommu(files, iommuGroups, cmdline),
    cmdline,
    ...(await readBootloader(files, distro, cmdline)),
    ...(await readInitramfs(files, distro)),
    vfioPci: kernelFacts.modules.find(({ name }) => name === 'vfio_pci')?.kind ?? null,
    vfio: await readVfio(files),
    pciDevices,
    iommuGroups,
    essentials: {
      rootDisk: await readRootDisk(files, cmdline, pciDevices),
      defaultRoute: await readDefaultRoute(files),
      displays: await readDisplays(files, pciDevices),
    },
    memory: await readMemory(files),
    cpuTopology: await readCpuTopology(files),
    files: await readConfigFiles(files),
    unfinished: await readUnfinished(files),
  } as const;
  return { ...snapshot, notes: files.notes };
}

function listModuleNames(devices: readonly PciFunction[]): string[] {
  return [...new Set(devices.flatMap(({ modules, driverModule }) => [...modules, driverModule ?? []].flat()))];
}

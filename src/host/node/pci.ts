import { formatModalias, type ModuleAlias, matchAliases } from '../modalias.js';
import type { PciFunction } from '../model.js';
import { nameClass } from '../pci-class-names.js';
import type { PciIds } from '../pci-ids.js';
import { comparePciAddresses, isKernelAddress } from '../pci-order.js';
import type { HostFiles } from './host-files.js';
import { orNull, readCpuList, readHex, readInteger, readSwitch } from './parse.js';
import { readBars, readMdevTypes, readSriov } from './pci-parts.js';

const DEVICES = '/sys/bus/pci/devices';

/** Header type is at 0x0e; bit 7 tells of more functions. */
const HEADER_TYPE = 0x0e;

/** What is known of devices besides what sysfs says of each. */
export interface PciKnowledge {
  readonly names: PciIds;
  readonly aliases: readonly ModuleAlias[];
  readonly uses: ReadonlyMap<string, PciFunction['uses']>;
}

/** Read every function on the PCI buses, sorted by address. */
export async function readPciDevices(files: HostFiles, knowledge: PciKnowledge): Promise<PciFunction[]> {
  const addresses = (await files.list(DEVICES)).filter(isKernelAddress).sort(comparePciAddresses);
  return Promise.all(addresses.map((address) => readDevice(files, address, knowledge)));
}

/** The PCI functions on a path of sysfs, from the root bus down. */
export function listPciAddresses(path: string): string[] {
  return path.split('/').filter(isKernelAddress);
}

async function readDevice(files: HostFiles, address: string, knowledge: PciKnowledge): Promise<PciFunction> {
  const folder = `${DEVICES}/${address}`;
  const line = (name: string) => files.readLine(`${folder}/${name}`);
  const link = (name: string) => files.linkName(`${folder}/${name}`);
  const [identity, place, header, physicalFunction] = await Promise.all([
    readIdentity(line, knowledge.names),
    files.realPath(folder),
    files.readBytes(`${folder}/config`, { limit: 64, mayBeCut: true }),
    link('physfn'),
  ]);
  const [secondaryBus, subordinateBus, override, resetMethods] = await Promise.all([
    line('secondary_bus_number'),
    line('subordinate_bus_number'),
    line('driver_override'),
    line('reset_method'),
  ]);
  const headerType = readHeaderType(header, secondaryBus !== undefined);
  const modalias = orNull(await line('modalias')) ?? formatModalias(identity);
  return {
    address,
    ...identity,
    driver: (await link('driver')) ?? null,
    driverModule: (await files.linkName(`${folder}/driver/module`)) ?? null,
    driverOverride: override === '(null)' ? null : orNull(override),
    modules: matchAliases(knowledge.aliases, modalias),
    modalias,
    iommuGroup: readInteger(await link('iommu_group')),
    headerType,
    isBridge: headerType === null ? /^060[479]/.test(identity.class ?? '') : headerType !== 0,
    parent: listPciAddresses(place ?? '').at(-2) ?? null,
    secondaryBus: readInteger(secondaryBus),
    subordinateBus: readInteger(subordinateBus),
    bootVga: readSwitch(await line('boot_vga')),
    rom: await readRom(files, folder),
    bars: readBars(await files.readText(`${folder}/resource`)),
    canReset: (await files.exists(`${folder}/reset`)) || orNull(resetMethods) !== null,
    resetMethods: resetMethods?.split(/\s+/).filter(Boolean) ?? null,
    sriov: await readSriov(files, folder),
    physicalFunction: physicalFunction !== undefined && isKernelAddress(physicalFunction) ? physicalFunction : null,
    mdevTypes: await readMdevTypes(files, folder),
    numaNode: readNode(await line('numa_node')),
    localCpus: readCpuList(await line('local_cpulist')),
    isEnabled: await isPositive(line('enable')),
    powerState: orNull(await line('power_state')),
    isD3coldAllowed: readSwitch(await line('d3cold_allowed')),
    uses: knowledge.uses.get(address) ?? [],
  };
}

type Line = (name: string) => Promise<string | undefined>;

async function readIdentity(line: Line, names: PciIds) {
  const read = async (name: string, digits: number) => readHex(await line(name), digits);
  const [vendor, device, subvendor, subdevice, revision, code] = await Promise.all([
    read('vendor', 4),
    read('device', 4),
    read('subsystem_vendor', 4),
    read('subsystem_device', 4),
    read('revision', 2),
    read('class', 6),
  ]);
  const subsystem = subvendor !== null && subdevice !== null ? `${subvendor}:${subdevice}` : null;
  const isNamed = vendor !== null && device !== null;
  return {
    class: code,
    className: code === null ? null : (names.class(code) ?? nameClass(code)),
    vendor,
    device,
    subsystem,
    revision,
    names: {
      vendor: vendor === null ? null : names.vendor(vendor),
      device: isNamed ? names.device(vendor, device) : null,
      subsystem: isNamed && subsystem !== null ? names.subsystem(vendor, device, subsystem) : null,
    },
  };
}

/** A device that has fallen off the bus reads as ones. */
function readHeaderType(header: Uint8Array | undefined, hasSecondaryBus: boolean): PciFunction['headerType'] {
  const type = header?.[HEADER_TYPE];
  if (type !== undefined && (type & 0x7f) <= 2) return type & 0x7f;
  return hasSecondaryBus ? 1 : null;
}

async function readRom(files: HostFiles, folder: string): Promise<PciFunction['rom']> {
  const facts = await files.facts(`${folder}/rom`);
  return facts === undefined ? null : { sizeBytes: facts.sizeBytes };
}

/** -1: none. */
function readNode(text: string | undefined): number | null {
  const node = readInteger(text);
  return node === null || node < 0 ? null : node;
}

async function isPositive(text: Promise<string | undefined>): Promise<boolean | null> {
  const count = readInteger(await text);
  return count === null ? null : count > 0;
}

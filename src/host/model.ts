import { z } from 'zod/mini';
import {
  bootloaderSchema,
  candidateSchema,
  configFileSchema,
  evidenceSchema,
  initramfsSchema,
  kernelFactsSchema,
} from './boot-model.js';
import {
  cpuSchema,
  cpuTopologySchema,
  distroSchema,
  environmentSchema,
  essentialsSchema,
  memorySchema,
} from './machine-model.js';
import { iommuGroupSchema, pciDeviceSchema } from './pci-model.js';
import { unfinishedSchema } from './unfinished.js';

/** The version of the shape; it grows when a field is taken away or changes its meaning, not when one is added. */
export const HOST_SCHEMA_VERSION = 1;

/**
 * The one declaration of a snapshot: type, check and JSON Schema derive from it. Every field is always there;
 * null is what is not known or does not exist, and `notes` says what could not be read.
 */
export const hostSnapshotSchema = z.object({
  schemaVersion: z.literal(HOST_SCHEMA_VERSION),
  distro: distroSchema,
  kernel: z.nullable(z.string()).check(z.describe('Release of the running kernel: 6.8.12-4-pve')),
  kernelFacts: kernelFactsSchema,
  environment: environmentSchema,
  cpu: cpuSchema,
  iommu: z.object({
    state: z
      .enum(['enabled', 'disabled', 'absent'])
      .check(
        z.describe(
          'enabled: there are groups; disabled: the firmware offers it, the kernel leaves it; absent: neither',
        ),
      ),
    evidence: z.array(evidenceSchema),
    vendor: z.nullable(z.enum(['intel', 'amd', 'arm'])),
    units: z.array(z.string()).check(z.describe('What /sys/class/iommu lists: dmar0, ivhd0')),
    addressBits: z.nullable(z.int()).check(z.describe('Widest address that the narrowest Intel unit takes')),
    hasInterruptRemapping: z.nullable(z.boolean()),
    passthroughDomain: z
      .nullable(z.boolean())
      .check(z.describe('Whether devices of the host go untranslated, as with iommu=pt')),
  }),
  cmdline: z.nullable(z.string()).check(z.describe('Command line of the running kernel')),
  bootloader: z.nullable(bootloaderSchema).check(z.describe('null where none is recognised, or two are')),
  bootloaders: z.array(candidateSchema(bootloaderSchema)).check(z.describe('All that were found, the likeliest first')),
  initramfs: z.nullable(initramfsSchema).check(z.describe('null where none is recognised, or two are')),
  initramfsTools: z.array(candidateSchema(initramfsSchema)),
  vfioPci: z.nullable(z.enum(['builtin', 'module', 'absent'])).check(z.describe('How this kernel has vfio-pci')),
  vfio: z.object({
    parameters: z.record(z.string(), z.string()).check(z.describe('Of loaded VFIO modules: vfio_pci.disable_vga: N')),
    groupNodes: z.array(z.int()).check(z.describe('Groups that are under /dev/vfio')),
  }),
  pciDevices: z.array(pciDeviceSchema),
  iommuGroups: z.array(iommuGroupSchema),
  essentials: essentialsSchema,
  memory: memorySchema,
  cpuTopology: cpuTopologySchema,
  files: z.array(configFileSchema).check(z.describe('Configuration that a plan may change, sorted by path')),
  unfinished: z
    ._default(z.nullable(unfinishedSchema), null)
    .check(z.describe('What ptx began to do to the host, and neither ended nor took back')),
  notes: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .check(z.describe('What could not be read, and why')),
});

/** The same, all the way down, without leave to change it. */
type Immutable<Value> = Value extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Immutable<Value[Key]> }
    : Value;

/** What is known of a host. Plain data: it can be printed, stored, and read on another machine. */
export type HostSnapshot = Immutable<z.infer<typeof hostSnapshotSchema>>;

/** A function on the PCI bus of a host. */
export type PciFunction = HostSnapshot['pciDevices'][number];

/** Devices that the IOMMU does not tell apart. */
export type IommuGroup = HostSnapshot['iommuGroups'][number];

/** A file that a plan may change, as it is. */
export type ConfigFile = HostSnapshot['files'][number];

/** What could not be read. */
export type HostNote = HostSnapshot['notes'][number];

/** What a kernel parameter has to go through. */
export type Bootloader = z.infer<typeof bootloaderSchema>;

/** What makes the initramfs. */
export type InitramfsTool = z.infer<typeof initramfsSchema>;

/** A file by its path, undefined where the host has none there. */
export function findFile({ files }: HostSnapshot, path: string): ConfigFile | undefined {
  return files.find((file) => file.path === path);
}

/** Files directly in a folder, by name. */
export function listFolder({ files }: HostSnapshot, folder: string): readonly ConfigFile[] {
  return files.filter(({ path }) => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/'));
}

/** A function by its address. */
export function findFunction({ pciDevices }: HostSnapshot, address: string): PciFunction | undefined {
  return pciDevices.find((device) => device.address === address);
}

/** JSON Schema of a snapshot. */
export function hostJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(hostSnapshotSchema, { io: 'input' });
  return {
    $schema,
    $id: HOST_SCHEMA_URL,
    title: 'Host snapshot of ptx',
    description: 'What "ptx host inspect --format json" prints and --host reads; null is what is not known',
    ...schema,
  };
}

/** Where the schema of snapshots can be had. */
export const HOST_SCHEMA_URL = 'https://unpkg.com/libvirt-ptx/schema/host.json';

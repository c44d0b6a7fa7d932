import { z } from 'zod';
import { KERNEL_ADDRESS } from './pci-order.js';

/** An address as the kernel writes it, with its domain. */
export const addressSchema = z.string().regex(KERNEL_ADDRESS, 'Expected a PCI address such as 0000:01:00.0');

const id = z.string().regex(/^[0-9a-f]{4}$/);

/** What a pair of ids, or a class, is called. Names are for people: which are known depends on the host's pci.ids. */
const namesSchema = z.object({
  vendor: z.string().nullable(),
  device: z.string().nullable(),
  subsystem: z.string().nullable(),
});

const barSchema = z.object({
  index: z.int().describe('0 to 5: as the kernel counts its "resource" lines; the option ROM is under "rom"'),
  sizeBytes: z.int(),
  kind: z.enum(['memory', 'io']),
  is64Bit: z.boolean(),
  isPrefetchable: z.boolean(),
});

const sriovSchema = z.object({
  totalVfs: z.int().describe('How many virtual functions there can be'),
  numVfs: z.int().nullable().describe('How many there are'),
  vfDevice: id.nullable().describe('Device id of the virtual functions; their vendor is that of the function'),
  offset: z.int().nullable().describe('Routing id of the first virtual function, relative to this one'),
  stride: z.int().nullable(),
  isAutoprobed: z.boolean().nullable().describe('Whether new virtual functions get a driver of the host'),
  virtualFunctions: z.array(addressSchema),
});

const mdevTypeSchema = z.object({
  type: z.string().describe('The name of the folder: i915-GVTg_V5_4'),
  name: z.string().nullable(),
  description: z.string().nullable(),
  deviceApi: z.string().nullable().describe('vfio-pci, vfio-ccw, vfio-ap'),
  availableInstances: z.int().nullable(),
  devices: z.array(z.string()).describe('UUIDs of the mediated devices that are there'),
});

const useSchema = z.object({
  subsystem: z.enum(['block', 'drm', 'net', 'usb']),
  name: z.string().describe('nvme0n1, card0, enp5s0, 1-4'),
  description: z.string().nullable().describe('What a USB or a block device calls itself'),
});

/** A function on the PCI bus. */
export const pciDeviceSchema = z.object({
  address: addressSchema,
  class: z
    .string()
    .regex(/^[0-9a-f]{6}$/)
    .nullable()
    .describe('Base class, subclass and interface: 030000'),
  className: z.string().nullable().describe('VGA compatible controller'),
  vendor: id.nullable(),
  device: id.nullable(),
  subsystem: z
    .string()
    .regex(/^[0-9a-f]{4}:[0-9a-f]{4}$/)
    .nullable()
    .describe('Vendor and device of the board: 1462:3751; 0000:0000 where it has none'),
  revision: z
    .string()
    .regex(/^[0-9a-f]{2}$/)
    .nullable(),
  names: namesSchema,
  driver: z.string().nullable().describe('The driver that is bound, as /sys/bus/pci/drivers calls it'),
  driverModule: z.string().nullable().describe('The module of that driver, null where it is unknown or built in'),
  driverOverride: z.string().nullable().describe('The only driver that may bind'),
  modules: z.array(z.string()).describe('Modules of which an alias matches, in the order of modules.alias'),
  modalias: z.string().nullable(),
  iommuGroup: z.int().nullable().describe('null: in none, as where the IOMMU is off'),
  headerType: z.int().min(0).max(2).nullable().describe('0 a device, 1 a bridge, 2 a CardBus bridge'),
  isBridge: z.boolean().describe('True for what leads to other buses: VFIO takes no bridge'),
  parent: addressSchema.nullable().describe('The bridge above, null on a root bus'),
  secondaryBus: z.int().nullable().describe('Bridges: the number of the bus below'),
  subordinateBus: z.int().nullable().describe('Bridges: the highest number of a bus below'),
  bootVga: z.boolean().nullable().describe('True for the display that the firmware used, null for what is no VGA'),
  rom: z.object({ sizeBytes: z.int() }).nullable().describe('The window of the option ROM'),
  bars: z.array(barSchema),
  canReset: z.boolean().describe('Whether the kernel knows a way to reset this function'),
  resetMethods: z.array(z.string()).nullable().describe('In the order in which they are tried; null before Linux 5.15'),
  sriov: sriovSchema.nullable().describe('null where the function can have no virtual functions'),
  physicalFunction: addressSchema.nullable().describe('Of a virtual function: whose it is'),
  mdevTypes: z.array(mdevTypeSchema),
  numaNode: z.int().nullable(),
  localCpus: z.string().nullable().describe('CPUs that are near: 0-7,16-23'),
  isEnabled: z.boolean().nullable(),
  powerState: z.string().nullable().describe('D0, D3hot, D3cold'),
  isD3coldAllowed: z.boolean().nullable(),
  uses: z.array(useSchema).describe('What the host reaches through this function'),
});

/** Devices between which the IOMMU does not tell apart. */
export const iommuGroupSchema = z.object({
  id: z.int().describe('Numbers change with kernels and cards: no identity'),
  members: z.array(addressSchema),
  type: z.string().nullable().describe('DMA, DMA-FQ, identity; null before Linux 5.11'),
  reservedRegions: z.array(z.object({ start: z.string(), end: z.string(), kind: z.string() })),
  viability: z
    .object({
      isViable: z.boolean(),
      holders: z
        .array(z.object({ address: addressSchema, driver: z.string() }))
        .describe('Members whose driver keeps VFIO away from the whole group'),
    })
    .describe('Whether VFIO could take the group with the drivers that are bound now'),
});

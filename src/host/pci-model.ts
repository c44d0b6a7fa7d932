import { z } from 'zod/mini';
import { KERNEL_ADDRESS } from './pci-order.js';

/** An address as the kernel writes it, with its domain. */
export const addressSchema = z.string().check(z.regex(KERNEL_ADDRESS, 'Expected a PCI address such as 0000:01:00.0'));

const id = z.string().check(z.regex(/^[0-9a-f]{4}$/));

/** What a pair of ids, or a class, is called. Names are for people: which are known depends on the host's pci.ids. */
const namesSchema = z.object({
  vendor: z.nullable(z.string()),
  device: z.nullable(z.string()),
  subsystem: z.nullable(z.string()),
});

const barSchema = z.object({
  index: z.int().check(z.describe('0 to 5: as the kernel counts its "resource" lines; the option ROM is under "rom"')),
  sizeBytes: z.int(),
  kind: z.enum(['memory', 'io']),
  is64Bit: z.boolean(),
  isPrefetchable: z.boolean(),
});

const sriovSchema = z.object({
  totalVfs: z.int().check(z.describe('How many virtual functions there can be')),
  numVfs: z.nullable(z.int()).check(z.describe('How many there are')),
  vfDevice: z
    .nullable(id)
    .check(z.describe('Device id of the virtual functions; their vendor is that of the function')),
  offset: z.nullable(z.int()).check(z.describe('Routing id of the first virtual function, relative to this one')),
  stride: z.nullable(z.int()),
  isAutoprobed: z.nullable(z.boolean()).check(z.describe('Whether new virtual functions get a driver of the host')),
  virtualFunctions: z.array(addressSchema),
});

const mdevTypeSchema = z.object({
  type: z.string().check(z.describe('The name of the folder: i915-GVTg_V5_4')),
  name: z.nullable(z.string()),
  description: z.nullable(z.string()),
  deviceApi: z.nullable(z.string()).check(z.describe('vfio-pci, vfio-ccw, vfio-ap')),
  availableInstances: z.nullable(z.int()),
  devices: z.array(z.string()).check(z.describe('UUIDs of the mediated devices that are there')),
});

const useSchema = z.object({
  subsystem: z.enum(['block', 'drm', 'net', 'usb']),
  name: z.string().check(z.describe('nvme0n1, card0, enp5s0, 1-4')),
  description: z.nullable(z.string()).check(z.describe('What a USB or a block device calls itself')),
});

/** A function on the PCI bus. */
export const pciDeviceSchema = z.object({
  address: addressSchema,
  class: z
    .nullable(z.string().check(z.regex(/^[0-9a-f]{6}$/)))
    .check(z.describe('Base class, subclass and interface: 030000')),
  className: z.nullable(z.string()).check(z.describe('VGA compatible controller')),
  vendor: z.nullable(id),
  device: z.nullable(id),
  subsystem: z
    .nullable(z.string().check(z.regex(/^[0-9a-f]{4}:[0-9a-f]{4}$/)))
    .check(z.describe('Vendor and device of the board: 1462:3751; 0000:0000 where it has none')),
  revision: z.nullable(z.string().check(z.regex(/^[0-9a-f]{2}$/))),
  names: namesSchema,
  driver: z.nullable(z.string()).check(z.describe('The driver that is bound, as /sys/bus/pci/drivers calls it')),
  driverModule: z
    .nullable(z.string())
    .check(z.describe('The module of that driver, null where it is unknown or built in')),
  driverOverride: z.nullable(z.string()).check(z.describe('The only driver that may bind')),
  modules: z.array(z.string()).check(z.describe('Modules of which an alias matches, in the order of modules.alias')),
  modalias: z.nullable(z.string()),
  iommuGroup: z.nullable(z.int()).check(z.describe('null: in none, as where the IOMMU is off')),
  headerType: z
    .nullable(z.int().check(z.minimum(0), z.maximum(2)))
    .check(z.describe('0 a device, 1 a bridge, 2 a CardBus bridge')),
  isBridge: z.boolean().check(z.describe('True for what leads to other buses: VFIO takes no bridge')),
  parent: z.nullable(addressSchema).check(z.describe('The bridge above, null on a root bus')),
  secondaryBus: z.nullable(z.int()).check(z.describe('Bridges: the number of the bus below')),
  subordinateBus: z.nullable(z.int()).check(z.describe('Bridges: the highest number of a bus below')),
  bootVga: z
    .nullable(z.boolean())
    .check(z.describe('True for the display that the firmware used, null for what is no VGA')),
  rom: z.nullable(z.object({ sizeBytes: z.int() })).check(z.describe('The window of the option ROM')),
  bars: z.array(barSchema),
  canReset: z.boolean().check(z.describe('Whether the kernel knows a way to reset this function')),
  resetMethods: z
    .nullable(z.array(z.string()))
    .check(z.describe('In the order in which they are tried; null before Linux 5.15')),
  sriov: z.nullable(sriovSchema).check(z.describe('null where the function can have no virtual functions')),
  physicalFunction: z.nullable(addressSchema).check(z.describe('Of a virtual function: whose it is')),
  mdevTypes: z.array(mdevTypeSchema),
  numaNode: z.nullable(z.int()),
  localCpus: z.nullable(z.string()).check(z.describe('CPUs that are near: 0-7,16-23')),
  isEnabled: z.nullable(z.boolean()),
  powerState: z.nullable(z.string()).check(z.describe('D0, D3hot, D3cold')),
  isD3coldAllowed: z.nullable(z.boolean()),
  uses: z.array(useSchema).check(z.describe('What the host reaches through this function')),
});

/** Devices between which the IOMMU does not tell apart. */
export const iommuGroupSchema = z.object({
  id: z.int().check(z.describe('Numbers change with kernels and cards: no identity')),
  members: z.array(addressSchema),
  type: z.nullable(z.string()).check(z.describe('DMA, DMA-FQ, identity; null before Linux 5.11')),
  reservedRegions: z.array(z.object({ start: z.string(), end: z.string(), kind: z.string() })),
  viability: z
    .object({
      isViable: z.boolean(),
      holders: z
        .array(z.object({ address: addressSchema, driver: z.string() }))
        .check(z.describe('Members whose driver keeps VFIO away from the whole group')),
    })
    .check(z.describe('Whether VFIO could take the group with the drivers that are bound now')),
});

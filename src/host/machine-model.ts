import { z } from 'zod/mini';
import { addressSchema } from './pci-model.js';

/** /etc/os-release, and what it does not say. */
export const distroSchema = z.object({
  id: z.nullable(z.string()).check(z.describe('debian, ubuntu, fedora')),
  idLike: z.array(z.string()),
  versionId: z.nullable(z.string()),
  variantId: z.nullable(z.string()),
  prettyName: z.nullable(z.string()),
  isProxmox: z.boolean().check(z.describe('Proxmox VE, which calls itself debian')),
  isOstree: z.boolean().check(z.describe('Booted from an image of rpm-ostree or bootc')),
});

/** The processor. */
export const cpuSchema = z.object({
  vendor: z.nullable(z.string()).check(z.describe('GenuineIntel, AuthenticAMD')),
  model: z.nullable(z.string()),
  virtualization: z.nullable(z.enum(['vmx', 'svm'])).check(z.describe('null: none, or off in the firmware')),
  flags: z.array(z.string()),
  physicalAddressBits: z.nullable(z.int()),
  kvm: z.object({
    hasDevice: z.boolean().check(z.describe('Whether /dev/kvm is there')),
    module: z.nullable(z.string()).check(z.describe('kvm_intel, kvm_amd')),
    isNested: z.nullable(z.boolean()),
  }),
});

/** Where the host itself runs. */
export const environmentSchema = z.object({
  container: z.nullable(z.string()).check(z.describe('docker, podman, lxc, wsl; null where it is none')),
  isGuest: z.nullable(z.boolean()).check(z.describe('Whether the host is a guest itself')),
  firmware: z.nullable(z.enum(['uefi', 'bios'])),
  secureBoot: z.nullable(z.boolean()),
  cgroup: z.nullable(z.enum(['v1', 'v2', 'hybrid'])),
  hasAppArmor: z.boolean(),
  hasSelinux: z.boolean(),
  commands: z
    .array(z.object({ name: z.string(), path: z.string() }))
    .check(z.describe('Programs that a plan could call')),
});

const hugepagesSchema = z.object({
  sizeKiB: z.int(),
  total: z.nullable(z.int()),
  free: z.nullable(z.int()),
});

/** Memory and huge pages. */
export const memorySchema = z.object({
  totalKiB: z.nullable(z.int()),
  availableKiB: z.nullable(z.int()),
  defaultHugepageKiB: z.nullable(z.int()),
  hugepages: z.array(hugepagesSchema),
  nodes: z.array(z.object({ id: z.int(), totalKiB: z.nullable(z.int()), hugepages: z.array(hugepagesSchema) })),
  hugetlbfs: z
    .array(z.object({ path: z.string(), pageSize: z.nullable(z.string()) }))
    .check(z.describe('Where it is mounted')),
  transparentHugepages: z.nullable(z.string()).check(z.describe('always, madvise, never')),
});

/** Which CPUs belong together. */
export const cpuTopologySchema = z.object({
  online: z.nullable(z.string()).check(z.describe('0-15')),
  present: z.nullable(z.string()),
  isolated: z.nullable(z.string()),
  nohzFull: z.nullable(z.string()),
  isSmtActive: z.nullable(z.boolean()),
  performanceCpus: z.nullable(z.string()).check(z.describe('Of a hybrid processor')),
  efficiencyCpus: z.nullable(z.string()),
  cpus: z.array(
    z.object({
      id: z.int(),
      core: z.nullable(z.int()),
      die: z.nullable(z.int()),
      package: z.nullable(z.int()),
      node: z.nullable(z.int()),
      siblings: z.nullable(z.string()).check(z.describe('Threads of the same core: 0,8')),
      l3: z.nullable(z.string()).check(z.describe('CPUs that share its last cache')),
      governor: z.nullable(z.string()),
      governors: z.array(z.string()),
    }),
  ),
});

/** What stands on PCI functions that the host cannot do without. */
export const essentialsSchema = z.object({
  rootDisk: z
    .object({
      source: z.nullable(z.string()).check(z.describe('/dev/nvme0n1p3, rpool/ROOT/pve-1')),
      disks: z.array(z.string()).check(z.describe('nvme0n1')),
      functions: z.nullable(z.array(addressSchema)).check(z.describe('null where it cannot be told')),
    })
    .check(z.describe('What holds the root file system')),
  defaultRoute: z
    .object({
      interfaces: z.array(z.string()),
      functions: z.nullable(z.array(addressSchema)).check(z.describe('null where it cannot be told')),
    })
    .check(z.describe('What carries the default route')),
  displays: z
    .array(
      z.object({
        address: addressSchema,
        bootVga: z.nullable(z.boolean()),
        driver: z.nullable(z.string()),
        connected: z.array(z.string()).check(z.describe('Connectors with a display: HDMI-A-1')),
      }),
    )
    .check(z.describe('Functions that can show a picture')),
});

import { z } from 'zod';
import { addressSchema } from './pci-model.js';

/** /etc/os-release, and what it does not say. */
export const distroSchema = z.object({
  id: z.string().nullable().describe('debian, ubuntu, fedora'),
  idLike: z.array(z.string()),
  versionId: z.string().nullable(),
  variantId: z.string().nullable(),
  prettyName: z.string().nullable(),
  isProxmox: z.boolean().describe('Proxmox VE, which calls itself debian'),
  isOstree: z.boolean().describe('Booted from an image of rpm-ostree or bootc'),
});

/** The processor. */
export const cpuSchema = z.object({
  vendor: z.string().nullable().describe('GenuineIntel, AuthenticAMD'),
  model: z.string().nullable(),
  virtualization: z.enum(['vmx', 'svm']).nullable().describe('null: none, or off in the firmware'),
  flags: z.array(z.string()),
  physicalAddressBits: z.int().nullable(),
  kvm: z.object({
    hasDevice: z.boolean().describe('Whether /dev/kvm is there'),
    module: z.string().nullable().describe('kvm_intel, kvm_amd'),
    isNested: z.boolean().nullable(),
  }),
});

/** Where the host itself runs. */
export const environmentSchema = z.object({
  container: z.string().nullable().describe('docker, podman, lxc, wsl; null where it is none'),
  isGuest: z.boolean().nullable().describe('Whether the host is a guest itself'),
  firmware: z.enum(['uefi', 'bios']).nullable(),
  secureBoot: z.boolean().nullable(),
  cgroup: z.enum(['v1', 'v2', 'hybrid']).nullable(),
  hasAppArmor: z.boolean(),
  hasSelinux: z.boolean(),
  commands: z.array(z.object({ name: z.string(), path: z.string() })).describe('Programs that a plan could call'),
});

const hugepagesSchema = z.object({
  sizeKiB: z.int(),
  total: z.int().nullable(),
  free: z.int().nullable(),
});

/** Memory and huge pages. */
export const memorySchema = z.object({
  totalKiB: z.int().nullable(),
  availableKiB: z.int().nullable(),
  defaultHugepageKiB: z.int().nullable(),
  hugepages: z.array(hugepagesSchema),
  nodes: z.array(z.object({ id: z.int(), totalKiB: z.int().nullable(), hugepages: z.array(hugepagesSchema) })),
  hugetlbfs: z.array(z.object({ path: z.string(), pageSize: z.string().nullable() })).describe('Where it is mounted'),
  transparentHugepages: z.string().nullable().describe('always, madvise, never'),
});

/** Which CPUs belong together. */
export const cpuTopologySchema = z.object({
  online: z.string().nullable().describe('0-15'),
  present: z.string().nullable(),
  isolated: z.string().nullable(),
  nohzFull: z.string().nullable(),
  isSmtActive: z.boolean().nullable(),
  performanceCpus: z.string().nullable().describe('Of a hybrid processor'),
  efficiencyCpus: z.string().nullable(),
  cpus: z.array(
    z.object({
      id: z.int(),
      core: z.int().nullable(),
      die: z.int().nullable(),
      package: z.int().nullable(),
      node: z.int().nullable(),
      siblings: z.string().nullable().describe('Threads of the same core: 0,8'),
      l3: z.string().nullable().describe('CPUs that share its last cache'),
      governor: z.string().nullable(),
      governors: z.array(z.string()),
    }),
  ),
});

/** What stands on PCI functions that the host cannot do without. */
export const essentialsSchema = z.object({
  rootDisk: z
    .object({
      source: z.string().nullable().describe('/dev/nvme0n1p3, rpool/ROOT/pve-1'),
      disks: z.array(z.string()).describe('nvme0n1'),
      functions: z.array(addressSchema).nullable().describe('null where it cannot be told'),
    })
    .describe('What holds the root file system'),
  defaultRoute: z
    .object({
      interfaces: z.array(z.string()),
      functions: z.array(addressSchema).nullable().describe('null where it cannot be told'),
    })
    .describe('What carries the default route'),
  displays: z
    .array(
      z.object({
        address: addressSchema,
        bootVga: z.boolean().nullable(),
        driver: z.string().nullable(),
        connected: z.array(z.string()).describe('Connectors with a display: HDMI-A-1'),
      }),
    )
    .describe('Functions that can show a picture'),
});

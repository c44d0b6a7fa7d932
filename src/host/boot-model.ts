import { z } from 'zod/mini';

/** Programs that start a kernel, by what a new parameter for it has to go through. */
export const bootloaderSchema = z.enum([
  'ostree',
  'nixos',
  'proxmox-systemd-boot',
  'proxmox-grub',
  'kernelstub',
  'grub-bls',
  'grub',
  'systemd-boot',
  'limine',
  'refind',
  'extlinux',
]);

/** Programs that make an initramfs. */
export const initramfsSchema = z.enum([
  'initramfs-tools',
  'dracut',
  'mkinitcpio',
  'booster',
  'genkernel',
  'mkinitfs',
  'ostree',
  'nixos',
]);

/** What was found, and the file that says so. */
export const evidenceSchema = z.object({ source: z.string().check(z.describe('A file')), fact: z.string() });

/** One of several that may be in charge. */
export const candidateSchema = <Name extends z.ZodMiniType>(name: Name) =>
  z.object({ name, evidence: z.array(evidenceSchema) });

/** A file that a plan may change, as it is. */
export const configFileSchema = z.object({
  path: z.string(),
  text: z
    .nullable(z.string())
    .check(z.describe('null where it is too large, no UTF-8 or not readable; a note says which')),
  mode: z.string().check(z.regex(/^[0-7]{4}$/), z.describe('0644')),
  uid: z.int(),
  gid: z.int(),
  linkTarget: z.nullable(z.string()).check(z.describe('Where the path is a symbolic link: what it holds')),
});

/** A module of the running kernel. */
export const kernelModuleSchema = z.object({
  name: z.string().check(z.describe('With underscores')),
  kind: z.nullable(z.enum(['builtin', 'module', 'absent'])),
  isLoaded: z.boolean(),
});

/** What the kernel is made of, as far as it can be told. */
export const kernelFactsSchema = z.object({
  installed: z.array(z.string()).check(z.describe('Releases that have modules')),
  modules: z.array(kernelModuleSchema).check(z.describe('Those of VFIO, and of every PCI device')),
  config: z
    .nullable(z.record(z.string(), z.string()))
    .check(z.describe('Options that bear on passthrough: CONFIG_VFIO_PCI: m')),
  acsOverride: z.object({
    isSupported: z.nullable(z.boolean()).check(z.describe('Whether this kernel knows pcie_acs_override')),
    value: z.nullable(z.string()).check(z.describe('What the running command line asks of it')),
    evidence: z.array(evidenceSchema),
  }),
  lockdown: z.nullable(z.string()).check(z.describe('none, integrity, confidentiality')),
});

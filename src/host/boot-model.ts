import { z } from 'zod';

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
export const evidenceSchema = z.object({ source: z.string().describe('A file'), fact: z.string() });

/** One of several that may be in charge. */
export const candidateSchema = <Name extends z.ZodType>(name: Name) =>
  z.object({ name, evidence: z.array(evidenceSchema) });

/** A file that a plan may change, as it is. */
export const configFileSchema = z.object({
  path: z.string(),
  text: z.string().nullable().describe('null where it is too large, no UTF-8 or not readable; a note says which'),
  mode: z
    .string()
    .regex(/^[0-7]{4}$/)
    .describe('0644'),
  uid: z.int(),
  gid: z.int(),
  linkTarget: z.string().nullable().describe('Where the path is a symbolic link: what it holds'),
});

/** A module of the running kernel. */
export const kernelModuleSchema = z.object({
  name: z.string().describe('With underscores'),
  kind: z.enum(['builtin', 'module', 'absent']).nullable(),
  isLoaded: z.boolean(),
});

/** What the kernel is made of, as far as it can be told. */
export const kernelFactsSchema = z.object({
  installed: z.array(z.string()).describe('Releases that have modules'),
  modules: z.array(kernelModuleSchema).describe('Those of VFIO, and of every PCI device'),
  config: z.record(z.string(), z.string()).nullable().describe('Options that bear on passthrough: CONFIG_VFIO_PCI: m'),
  acsOverride: z.object({
    isSupported: z.boolean().nullable().describe('Whether this kernel knows pcie_acs_override'),
    value: z.string().nullable().describe('What the running command line asks of it'),
    evidence: z.array(evidenceSchema),
  }),
  lockdown: z.string().nullable().describe('none, integrity, confidentiality'),
});

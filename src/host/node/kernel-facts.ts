import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { listParameters } from '../cmdline.js';
import type { HostSnapshot } from '../model.js';
import type { HostFiles } from './host-files.js';
import type { KernelModules } from './kernel-modules.js';

type KernelFacts = HostSnapshot['kernelFacts'];

const LIMIT = 16 * 1024 * 1024;

/** Options of the build that bear on passthrough. */
const OPTIONS =
  /^CONFIG_(AMD_IOMMU\w*|CGROUPS|CPUSETS|DRM_I915_GVT\w*|DRM_SIMPLEDRM|FB_EFI|HUGETLBFS|INTEL_IOMMU\w*|IOMMUFD\w*|IOMMU_DEFAULT_\w+|IRQ_REMAP|KALLSYMS|KVM|KVM_AMD|KVM_INTEL|PCI_IOV|PCI_STUB|SYSFB\w*|TRIM_UNUSED_KSYMS|VFIO\w*|VFIO_PCI\w*)=(.*)$/gm;

/** Kernels that carry the out-of-tree patch for pcie_acs_override, by what their release holds. */
const PATCHED = /-pve\b|[-.]zen\d|-xanmod|-cachyos|-lqx|liquorix|-unraid/i;

/** Kernels of which it is known that they do not: distributions that ship no such patch. */
const UNPATCHED = new Set(['debian', 'ubuntu', 'fedora', 'rhel', 'almalinux', 'rocky', 'centos']);

/** Read what the running kernel is made of. */
export async function readKernelFacts(
  files: HostFiles,
  { kernel, cmdline, distro }: Pick<HostSnapshot, 'kernel' | 'cmdline' | 'distro'>,
  modules: KernelModules,
  moduleNames: readonly string[],
): Promise<KernelFacts> {
  const installed = [...(await files.list('/lib/modules')), ...(await files.list('/usr/lib/modules'))];
  return {
    installed: [...new Set(installed)].sort(),
    modules: modules.describe(moduleNames),
    config: await readConfig(files, kernel),
    acsOverride: await readAcsOverride(files, { kernel, cmdline, distro }),
    lockdown: /\[(\w+)\]/.exec((await files.readLine('/sys/kernel/security/lockdown')) ?? '')?.[1] ?? null,
  };
}

async function readConfig(files: HostFiles, kernel: string | null): Promise<KernelFacts['config']> {
  const text =
    (kernel === null ? undefined : await files.readText(`/boot/config-${kernel}`)) ??
    (kernel === null ? undefined : await files.readText(`/lib/modules/${kernel}/config`)) ??
    (await readCompressedConfig(files));
  if (text === undefined) return null;
  return Object.fromEntries(
    [...text.matchAll(OPTIONS)].map(([, name = '', value = '']) => [`CONFIG_${name}`, value.trim()]),
  );
}

async function readCompressedConfig(files: HostFiles): Promise<string | undefined> {
  const bytes = await files.readBytes('/proc/config.gz');
  if (bytes === undefined) return undefined;
  try {
    return new TextDecoder().decode(await promisify(gunzip)(bytes, { maxOutputLength: LIMIT }));
  } catch {
    files.note('/proc/config.gz', 'not a gzip file');
    return undefined;
  }
}

/** A symbol of the patch proves it; the name of a kernel tells it; a kernel that lists its symbols without it has none. */
async function readAcsOverride(
  files: HostFiles,
  { kernel, cmdline, distro }: Pick<HostSnapshot, 'kernel' | 'cmdline' | 'distro'>,
): Promise<KernelFacts['acsOverride']> {
  const value = listParameters(cmdline, 'pcie_acs_override').at(-1)?.value ?? null;
  const map = `/boot/System.map-${kernel}`;
  const symbols = kernel === null ? undefined : await files.readText(map, { limit: LIMIT });
  // Debian's file is a stub of one line.
  if (symbols !== undefined && symbols.length > 4096) {
    const isSupported = symbols.includes('pcie_acs_override');
    const fact = `The kernel ${isSupported ? 'has' : 'has no'} symbol pcie_acs_override`;
    return { isSupported, value, evidence: [{ source: map, fact }] };
  }
  const source = '/proc/sys/kernel/osrelease';
  if (PATCHED.test(kernel ?? '')) {
    return { isSupported: true, value, evidence: [{ source, fact: `Kernels like ${kernel} carry the patch` }] };
  }
  if (distro.id !== null && UNPATCHED.has(distro.id) && !distro.isProxmox) {
    const evidence = [{ source: '/etc/os-release', fact: `Kernels of ${distro.id} do not carry the patch` }];
    return { isSupported: false, value, evidence };
  }
  return { isSupported: null, value, evidence: [] };
}

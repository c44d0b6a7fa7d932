import { type ModuleAlias, parseAliases } from '../modalias.js';
import type { HostSnapshot } from '../model.js';
import type { HostFiles } from './host-files.js';

type KernelModule = HostSnapshot['kernelFacts']['modules'][number];

const LIMIT = 16 * 1024 * 1024;

/** Modules that a plan asks for, whatever devices the host has. */
const OF_VFIO = ['iommufd', 'kvmgt', 'mdev', 'pci_stub', 'vendor_reset', 'vfio', 'vfio_iommu_type1', 'vfio_pci'];

/** What the running kernel has of modules. */
export interface KernelModules {
  readonly aliases: readonly ModuleAlias[];
  /** Describe modules by name, together with those of VFIO, sorted. */
  describe(names: readonly string[]): KernelModule[];
}

/** Read what depmod and the build of the kernel say of the modules of a release, and which are loaded. */
export async function readKernelModules(files: HostFiles, release: string | null): Promise<KernelModules> {
  const read = async (name: string) =>
    release === null
      ? undefined
      : ((await files.readText(`/lib/modules/${release}/${name}`, { limit: LIMIT })) ??
        (await files.readText(`/usr/lib/modules/${release}/${name}`, { limit: LIMIT })));
  const [dep, builtin, alias, modinfo] = await Promise.all(
    ['modules.dep', 'modules.builtin', 'modules.alias', 'modules.builtin.modinfo'].map(read),
  );
  const [modular, builtins] = [listModules(dep), listModules(builtin)];
  const inSysfs = await files.list('/sys/module');
  const procModules = (await files.readText('/proc/modules', { limit: LIMIT })) ?? '';
  const loaded = new Set([...inSysfs, ...procModules.split('\n').map((line) => line.split(' ', 1)[0] ?? '')]);
  const kindOf = (name: string): KernelModule['kind'] => {
    if (builtins.has(name)) return 'builtin';
    if (modular.has(name)) return 'module';
    return dep === undefined || builtin === undefined ? null : 'absent';
  };
  return {
    aliases: [...parseAliases(alias ?? ''), ...parseAliases(modinfo ?? '')],
    describe: (names) =>
      [...new Set([...names, ...OF_VFIO])]
        .sort()
        .map((name) => ({ name, kind: kindOf(name), isLoaded: loaded.has(name) })),
  };
}

/** The names in modules.dep (`kernel/…/vfio-pci.ko.zst: …`) and modules.builtin, with underscores. */
function listModules(text: string | undefined): Set<string> {
  const names = [...(text ?? '').matchAll(/^(?:[^:\n]*\/)?([^/:\n]+)\.ko(?:\.(?:gz|xz|zst))?(?::|$)/gm)];
  return new Set(names.map(([, name = '']) => name.replaceAll('-', '_')));
}

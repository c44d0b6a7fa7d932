import type { HostSnapshot, PciFunction } from './model.js';

type ModuleKind = HostSnapshot['kernelFacts']['modules'][number]['kind'];

/** Modules that load others of their kind without an alias of their own. */
const RELATED: Readonly<Record<string, readonly string[]>> = {
  nvidia: ['nvidia', 'nvidia_drm', 'nvidia_modeset', 'nvidia_uvm'],
};

/** How the running kernel has a module. */
export function moduleKind({ kernelFacts }: HostSnapshot, module: string): ModuleKind {
  return kernelFacts.modules.find(({ name }) => name === module)?.kind ?? null;
}

/** Modules of this kernel that take a device, besides those of VFIO: as their aliases say, or as it is bound now. */
export function listNativeModules(snapshot: HostSnapshot, device: PciFunction): string[] {
  const bound = device.driverModule ?? '';
  const all = [...device.modules, ...(bound === '' ? [] : [bound])];
  return [...new Set(all)].filter((name) => !/vfio/.test(name) && moduleKind(snapshot, name) !== 'absent');
}

/** The same, with what belongs to them: to blacklist one of them alone is not enough. */
export function listRelatedModules(snapshot: HostSnapshot, device: PciFunction): string[] {
  return [...new Set(listNativeModules(snapshot, device).flatMap((module) => RELATED[module] ?? [module]))];
}

/** True where a driver that needs no loading is there before vfio-pci, which is a module. */
export function isTakenByBuiltin(snapshot: HostSnapshot, device: PciFunction): boolean {
  return listNativeModules(snapshot, device).some((module) => moduleKind(snapshot, module) === 'builtin');
}

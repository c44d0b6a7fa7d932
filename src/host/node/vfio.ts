import type { HostSnapshot } from '../model.js';
import type { HostFiles } from './host-files.js';
import { readInteger } from './parse.js';

const MODULES = ['vfio', 'vfio_iommu_type1', 'vfio_pci', 'vfio_pci_core', 'iommufd'];

/** Read how VFIO is set now, and which groups it has. */
export async function readVfio(files: HostFiles): Promise<HostSnapshot['vfio']> {
  const read = await Promise.all(
    MODULES.map(async (module) => {
      const folder = `/sys/module/${module}/parameters`;
      const names = await files.list(folder);
      return Promise.all(
        names.map(async (name) => [`${module}.${name}`, (await files.readLine(`${folder}/${name}`)) ?? ''] as const),
      );
    }),
  );
  const groups = (await files.list('/dev/vfio')).flatMap((name) => readInteger(name) ?? []);
  return { parameters: Object.fromEntries(read.flat()), groupNodes: groups.sort((a, b) => a - b) };
}

import type { HostSnapshot } from '../model.js';
import type { HostFiles } from './host-files.js';
import { readInteger } from './parse.js';

type Memory = HostSnapshot['memory'];

const NODES = '/sys/devices/system/node';

/** Read how much memory there is, and what of it is set aside for huge pages. */
export async function readMemory(files: HostFiles): Promise<Memory> {
  const meminfo = (await files.readText('/proc/meminfo')) ?? '';
  const mounts = (await files.readText('/proc/mounts')) ?? '';
  const thp = (await files.readLine('/sys/kernel/mm/transparent_hugepage/enabled')) ?? '';
  const nodes = (await files.list(NODES)).flatMap((name) => readInteger(/^node([0-9]+)$/.exec(name)?.[1]) ?? []);
  return {
    totalKiB: sizeIn(meminfo, 'MemTotal'),
    availableKiB: sizeIn(meminfo, 'MemAvailable'),
    defaultHugepageKiB: sizeIn(meminfo, 'Hugepagesize'),
    hugepages: await readHugepages(files, '/sys/kernel/mm/hugepages'),
    nodes: await Promise.all(
      nodes
        .sort((a, b) => a - b)
        .map(async (id) => ({
          id,
          totalKiB: sizeIn((await files.readText(`${NODES}/node${id}/meminfo`)) ?? '', 'MemTotal'),
          hugepages: await readHugepages(files, `${NODES}/node${id}/hugepages`),
        })),
    ),
    hugetlbfs: [...mounts.matchAll(/^\S+ (\S+) hugetlbfs (\S+)/gm)].map(([, path = '', options = '']) => ({
      path,
      pageSize: /\bpagesize=([0-9]+[KMG]?)/.exec(options)?.[1] ?? null,
    })),
    transparentHugepages: /\[(\w+)\]/.exec(thp)?.[1] ?? null,
  };
}

async function readHugepages(files: HostFiles, folder: string): Promise<Memory['hugepages']> {
  const sizes = (await files.list(folder)).flatMap(
    (name) => readInteger(/^hugepages-([0-9]+)kB$/.exec(name)?.[1]) ?? [],
  );
  return Promise.all(
    sizes
      .sort((a, b) => a - b)
      .map(async (sizeKiB) => ({
        sizeKiB,
        total: readInteger(await files.readLine(`${folder}/hugepages-${sizeKiB}kB/nr_hugepages`)),
        free: readInteger(await files.readLine(`${folder}/hugepages-${sizeKiB}kB/free_hugepages`)),
      })),
  );
}

/** Nodes write `Node 0 MemTotal:`, and all of them kB for KiB. */
function sizeIn(text: string, name: string): number | null {
  return readInteger(new RegExp(`^(?:Node [0-9]+ )?${name}:\\s*([0-9]+) kB$`, 'm').exec(text)?.[1]);
}

import { listParameters } from '../cmdline.js';
import type { HostSnapshot, PciFunction } from '../model.js';
import type { HostFiles } from './host-files.js';
import { listPciAddresses } from './pci.js';

type RootDisk = HostSnapshot['essentials']['rootDisk'];

/** A mount of the root folder: major and minor of its device, its type and its source. */
interface RootMount {
  readonly device: string;
  readonly type: string;
  readonly source: string;
}

/** Device mappers and arrays stand on others, which stand on others. */
const MOST_LAYERS = 8;

/** Find the disks that hold the root file system, and the PCI functions that lead to them. */
export async function readRootDisk(
  files: HostFiles,
  cmdline: string | null,
  devices: readonly PciFunction[],
): Promise<RootDisk> {
  const mount = readRootMount((await files.readText('/proc/self/mountinfo')) ?? '');
  const asked = listParameters(cmdline, 'root').at(-1)?.value ?? null;
  const source = mount?.source ?? asked;
  const blocks = await findBlocks(files, mount, asked);
  const disks = [...new Set((await Promise.all(blocks.map((block) => listDisks(files, block, 0)))).flat())].sort();
  const paths = await Promise.all(disks.map((disk) => files.realPath(disk)));
  const names = [...new Set(disks.map((disk) => disk.replace(/^.*\//, '')))];
  const addresses = new Set(paths.flatMap((path) => listPciAddresses(path ?? '')));
  if (disks.length === 0) {
    files.note('/proc/self/mountinfo', `the disks of the root file system cannot be told (${source ?? 'no source'})`);
  }
  return {
    source,
    disks: names,
    functions:
      disks.length === 0
        ? null
        : devices.filter(({ address, isBridge }) => !isBridge && addresses.has(address)).map(({ address }) => address),
  };
}

/** @see Documentation/filesystems/proc.rst 3.5 of Linux 6.12: the fields behind the lone dash are type and source */
function readRootMount(mountinfo: string): RootMount | undefined {
  const mounts = [...mountinfo.matchAll(/^[0-9]+ [0-9]+ ([0-9]+:[0-9]+) \S+ \/ .*? - (\S+) (\S+)/gm)];
  const [, device = '', type = '', source = ''] = mounts.at(-1) ?? [];
  return device === '' ? undefined : { device, type, source };
}

/** The folders in sysfs of the block devices below the file system; none where it has no device of its own. */
async function findBlocks(files: HostFiles, mount: RootMount | undefined, asked: string | null): Promise<string[]> {
  const pool = poolOf(mount, asked);
  if (pool !== undefined) return findByUdev(files, { ID_FS_TYPE: 'zfs_member', ID_FS_LABEL: pool });
  if (mount !== undefined && !mount.device.startsWith('0:')) return existing(files, [`/sys/dev/block/${mount.device}`]);
  const source = mount?.source.startsWith('/dev/') ? mount.source : asked;
  const block = await findByName(files, source);
  if (block === undefined || mount?.type !== 'btrfs') return block === undefined ? [] : [block];
  // Several disks may hold one btrfs.
  const id = (await readUdev(files, block)).get('ID_FS_UUID');
  const others = id === undefined ? [] : await findByUdev(files, { ID_FS_TYPE: 'btrfs', ID_FS_UUID: id });
  return [block, ...others];
}

function poolOf(mount: RootMount | undefined, asked: string | null): string | undefined {
  if (mount?.type === 'zfs') return mount.source.split('/')[0];
  const [, dataset] = /^(?:ZFS|zfs)[=:](.+)$/.exec(asked ?? '') ?? [];
  return mount === undefined || mount.type === 'rootfs' ? dataset?.split('/')[0] : undefined;
}

/** `/dev/sda2`, or `UUID=…` and its like, which udev keeps as links. */
async function findByName(files: HostFiles, source: string | null): Promise<string | undefined> {
  const [, key = '', value = ''] = /^(UUID|LABEL|PARTUUID|PARTLABEL)=(.+)$/i.exec(source ?? '') ?? [];
  const path = key === '' ? (source ?? '') : `/dev/disk/by-${key.toLowerCase()}/${value}`;
  if (!path.startsWith('/dev/')) return undefined;
  const device = (await files.realPath(path)) ?? path;
  return (await existing(files, [`/sys/class/block/${device.slice('/dev/'.length)}`]))[0];
}

/** Block devices of which udev knows all of these. */
async function findByUdev(files: HostFiles, wanted: Readonly<Record<string, string>>): Promise<string[]> {
  const names = (await files.list('/sys/class/block')).map((name) => `/sys/class/block/${name}`);
  const found = await Promise.all(
    names.map(async (block) => {
      const known = await readUdev(files, block);
      return Object.entries(wanted).every(([key, value]) => known.get(key) === value) ? [block] : [];
    }),
  );
  return found.flat();
}

/** The properties that udev keeps of a block device. */
async function readUdev(files: HostFiles, block: string): Promise<Map<string, string>> {
  const device = await files.readLine(`${block}/dev`);
  const text = device === undefined ? '' : ((await files.readText(`/run/udev/data/b${device}`)) ?? '');
  return new Map([...text.matchAll(/^E:([^=\n]+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value]));
}

/** The disks below a block device: a partition is on its disk, a device mapper on what it maps. */
async function listDisks(files: HostFiles, block: string, layer: number): Promise<string[]> {
  const real = await files.realPath(block);
  if (real === undefined || layer > MOST_LAYERS) return [];
  const below = await files.list(`${real}/slaves`);
  if (below.length > 0) {
    return (await Promise.all(below.map((name) => listDisks(files, `${real}/slaves/${name}`, layer + 1)))).flat();
  }
  return [(await files.exists(`${real}/partition`)) ? real.replace(/\/[^/]+$/, '') : real];
}

async function existing(files: HostFiles, paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(paths.map((path) => files.exists(path)));
  return paths.filter((_, index) => found[index]);
}

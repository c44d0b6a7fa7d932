import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatModalias } from '../../src/host/modalias.js';
import { isSameSlot } from '../../src/host/pci-order.js';

/** A function of a machine in golden/hosts. */
export interface MachineDevice {
  readonly bdf: string;
  readonly class: string;
  readonly vendor: string;
  readonly device: string;
  readonly subsystem: string;
  readonly revision: string;
  readonly group: number | null;
  readonly driver: string | null;
  readonly modules: readonly string[];
  /** The bridge above, null on a root bus. */
  readonly parent: string | null;
  /** Of a bridge: the numbers of the first and the last bus below. */
  readonly bus?: readonly [number, number];
  readonly bootVga?: 0 | 1;
  readonly romWindow?: number;
  readonly resetMethod?: string;
  /** More files of its folder; a value that starts with `-> ` is a link. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A machine in golden/hosts. */
export interface Machine {
  readonly distro: Readonly<Record<string, string>>;
  readonly kernel: string;
  readonly cpu: { readonly vendor: string; readonly flag: string; readonly model?: string };
  readonly acpi: readonly string[];
  readonly iommu: readonly string[];
  readonly groupType: string | null;
  readonly cmdline: string;
  /** By path; a value that starts with `-> ` is a link. */
  readonly files: Readonly<Record<string, string>>;
  readonly vfioPci: 'module' | 'builtin';
  readonly bootloader: string;
  readonly initramfs: string;
  readonly rootDisk?: { readonly address: string; readonly disk: string; readonly partition: string };
  readonly defaultRoute?: { readonly address: string; readonly interface: string };
  readonly expect: MachineExpectation;
  readonly devices: readonly MachineDevice[];
}

/** What ptx has to say about a machine. */
export interface MachineExpectation {
  readonly target: string;
  readonly set?: readonly string[];
  readonly ids?: readonly string[];
  readonly verdict?: string;
  readonly excludedBridges?: readonly string[];
  readonly companionsOtherGroup?: readonly string[];
  readonly blockers?: readonly string[];
  readonly idsTwins?: Readonly<Record<string, readonly string[]>>;
}

const HOSTS = fileURLToPath(new URL('../../golden/hosts', import.meta.url));

/** What each tool that makes an initramfs leaves in a system. */
const INITRAMFS_FILES: Readonly<Record<string, readonly string[]>> = {
  'initramfs-tools': ['/usr/sbin/mkinitramfs', '/usr/sbin/update-initramfs'],
  dracut: ['/usr/bin/dracut'],
  genkernel: ['/usr/bin/genkernel', '/etc/genkernel.conf'],
  none: [],
};

/** Names of the machines in golden/hosts. */
export const machineNames: readonly string[] = readdirSync(HOSTS)
  .filter((name) => name.endsWith('.json'))
  .map((name) => basename(name, '.json'))
  .sort();

/** Read a machine of golden/hosts. */
export function readMachine(name: string): Machine {
  return JSON.parse(readFileSync(join(HOSTS, `${name}.json`), 'utf8'));
}

/** Make the tree of a machine, use it, and remove it. */
export async function withTree<Result>(machine: Machine, use: (root: string) => Promise<Result>): Promise<Result> {
  return withFolder(async (root) => {
    writeTree(machine, root);
    return use(root);
  });
}

/** Use an empty folder, and remove it with all that came into it. */
export async function withFolder<Result>(use: (root: string) => Promise<Result>): Promise<Result> {
  const root = mkdtempSync(join(tmpdir(), 'ptx-host-'));
  try {
    return await use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Write files below a root, by path; a value that starts with `-> ` becomes a link. */
export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    const place = join(root, path);
    mkdirSync(dirname(place), { recursive: true });
    if (content.startsWith('-> ')) symlinkSync(content.slice(3), place);
    else {
      writeFileSync(place, content);
      chmodSync(place, 0o644);
    }
  }
}

/** Write the tree of a machine: what its kernel shows in /proc and /sys, its modules, and its configuration. */
export function writeTree(machine: Machine, root: string): void {
  const { distro, kernel, cpu, devices } = machine;
  const modules = [...new Set(devices.flatMap((device) => device.modules))];
  const vfio = ['vfio', 'vfio_iommu_type1', 'vfio-pci-core', 'vfio-pci'].map(
    (name) => `kernel/drivers/vfio/${name}.ko`,
  );
  const native = modules.map((name) => `kernel/drivers/${name}.ko.zst`);
  const lines = (names: readonly string[], end = '') => names.map((name) => `${name}${end}\n`).join('');
  writeFiles(root, {
    '/proc/cmdline': `${machine.cmdline}\n`,
    '/proc/sys/kernel/osrelease': `${kernel}\n`,
    '/proc/cpuinfo': `processor\t: 0\nvendor_id\t: ${cpu.vendor}\n${cpu.model ? `model name\t: ${cpu.model}\n` : ''}flags\t\t: fpu pdpe1gb ${cpu.flag}\naddress sizes\t: 39 bits physical, 48 bits virtual\n\nprocessor\t: 1\n`,
    '/usr/lib/os-release': Object.entries(distro)
      .filter(([key]) => key !== 'PVE')
      .map(([key, value]) => `${key}=${/^[\w.]+$/.test(value) ? value : `"${value}"`}\n`)
      .join(''),
    '/etc/os-release': '-> ../usr/lib/os-release',
    '/lib': '-> usr/lib',
    '/usr/share/misc/pci.ids': readFileSync(join(HOSTS, 'pci.ids'), 'utf8'),
    [`/usr/lib/modules/${kernel}/modules.dep`]: lines([...(machine.vfioPci === 'module' ? vfio : []), ...native], ':'),
    [`/usr/lib/modules/${kernel}/modules.builtin`]: lines([
      'kernel/drivers/pci/pcie/portdrv.ko',
      ...(machine.vfioPci === 'builtin' ? vfio : []),
    ]),
    [`/usr/lib/modules/${kernel}/modules.alias`]: `# Aliases\n${devices.map(aliasesOf).join('')}`,
    ...(distro.PVE === undefined ? {} : { '/usr/bin/pveversion': '', '/etc/pve/.version': '' }),
    ...Object.fromEntries((INITRAMFS_FILES[machine.initramfs] ?? []).map((path) => [path, ''])),
    ...Object.fromEntries(machine.acpi.map((table) => [`/sys/firmware/acpi/tables/${table}`, table])),
    ...Object.fromEntries(machine.iommu.map((unit) => [`/sys/devices/virtual/iommu/${unit}/uevent`, ''])),
    ...Object.fromEntries(
      machine.iommu.map((unit) => [`/sys/class/iommu/${unit}`, `-> ../../devices/virtual/iommu/${unit}`]),
    ),
    ...machine.files,
  });
  mkdirSync(join(root, 'sys/kernel/iommu_groups'), { recursive: true });
  for (const device of devices) writeDevice(machine, device, root);
  writeEssentials(machine, root);
}

/** The folder of a device in /sys/devices: below its bridges, and those below the root bus. */
export function placeOf({ devices }: Pick<Machine, 'devices'>, { bdf, parent }: MachineDevice): string {
  const above = devices.find((device) => device.bdf === parent);
  if (above !== undefined) return `${placeOf({ devices }, above)}/${bdf}`;
  return `/sys/devices/pci${bdf.slice(0, bdf.indexOf(':') + 3)}/${bdf}`;
}

function writeDevice(machine: Machine, device: MachineDevice, root: string): void {
  const { bdf, group, driver, bus } = device;
  const place = placeOf(machine, device);
  const [subvendor = '', subdevice = ''] = device.subsystem.split(':');
  const to = (target: string, from = place) => `-> ${relative(from, target)}`;
  const module = moduleOf(device);
  writeFiles(root, {
    [`/sys/bus/pci/devices/${bdf}`]: to(place, '/sys/bus/pci/devices'),
    [`${place}/vendor`]: `0x${device.vendor}\n`,
    [`${place}/device`]: `0x${device.device}\n`,
    [`${place}/subsystem_vendor`]: `0x${subvendor}\n`,
    [`${place}/subsystem_device`]: `0x${subdevice}\n`,
    [`${place}/class`]: `0x${device.class}\n`,
    [`${place}/revision`]: `0x${device.revision}\n`,
    [`${place}/modalias`]: `${formatModalias(device)}\n`,
    [`${place}/driver_override`]: '(null)\n',
    [`${place}/numa_node`]: '-1\n',
    [`${place}/enable`]: `${driver === null ? 0 : 1}\n`,
    [`${place}/irq`]: '0\n',
    [`${place}/resource`]: `${'0x0000000000000000 0x0000000000000000 0x0000000000000000\n'.repeat(7)}`,
    ...(bus === undefined
      ? {}
      : { [`${place}/secondary_bus_number`]: `${bus[0]}\n`, [`${place}/subordinate_bus_number`]: `${bus[1]}\n` }),
    ...(device.bootVga === undefined ? {} : { [`${place}/boot_vga`]: `${device.bootVga}\n` }),
    ...(device.resetMethod === undefined
      ? {}
      : { [`${place}/reset_method`]: `${device.resetMethod}\n`, [`${place}/reset`]: '' }),
    ...(device.romWindow === undefined ? {} : { [`${place}/rom`]: '' }),
    ...(driver === null
      ? {}
      : {
          [`/sys/bus/pci/drivers/${driver}/${bdf}`]: to(place, `/sys/bus/pci/drivers/${driver}`),
          [`${place}/driver`]: to(`/sys/bus/pci/drivers/${driver}`),
        }),
    ...(group === null
      ? {}
      : {
          [`/sys/kernel/iommu_groups/${group}/devices/${bdf}`]: to(place, `/sys/kernel/iommu_groups/${group}/devices`),
          [`${place}/iommu_group`]: to(`/sys/kernel/iommu_groups/${group}`),
        }),
    ...Object.fromEntries(Object.entries(device.files ?? {}).map(([name, text]) => [`${place}/${name}`, text])),
  });
  writeFileSync(join(root, place, 'config'), configOf(machine, device));
  if (device.romWindow !== undefined) truncateSync(join(root, place, 'rom'), device.romWindow);
  if (group !== null && machine.groupType !== null) {
    writeFileSync(join(root, `/sys/kernel/iommu_groups/${group}/type`), `${machine.groupType}\n`);
  }
  if (driver === null || module === undefined) return;
  mkdirSync(join(root, 'sys/module', module), { recursive: true });
  const link = join(root, 'sys/bus/pci/drivers', driver, 'module');
  rmSync(link, { force: true });
  symlinkSync(`../../../../module/${module}`, link);
}

/** The first 64 bytes of the configuration space, which lspci reads. */
function configOf({ devices }: Machine, device: MachineDevice): Buffer {
  const config = Buffer.alloc(64);
  const hex = (text: string) => Number.parseInt(text, 16);
  config.writeUInt16LE(hex(device.vendor), 0);
  config.writeUInt16LE(hex(device.device), 2);
  config.writeUInt8(hex(device.revision), 8);
  config.writeUIntLE(hex(device.class), 9, 3);
  const isOneOfMany = devices.some((other) => other !== device && isSameSlot(other.bdf, device.bdf));
  config.writeUInt8((device.bus === undefined ? 0 : 1) | (isOneOfMany ? 0x80 : 0), 14);
  if (device.bus === undefined) {
    config.writeUInt16LE(hex(device.subsystem.slice(0, 4)), 0x2c);
    config.writeUInt16LE(hex(device.subsystem.slice(5)), 0x2e);
  } else {
    config.writeUInt8(hex(device.bdf.split(':')[1] ?? '0'), 0x18);
    config.writeUInt8(device.bus[0], 0x19);
    config.writeUInt8(device.bus[1], 0x1a);
  }
  return config;
}

function aliasesOf({ vendor, device, modules }: MachineDevice): string {
  const pattern = `pci:v0000${vendor.toUpperCase()}d0000${device.toUpperCase()}sv*sd*bc*sc*i*`;
  return modules.map((module) => `alias ${pattern} ${module}\n`).join('');
}

/** A driver and its module may have different names. */
function moduleOf({ driver, modules }: MachineDevice): string | undefined {
  const name = driver?.replaceAll('-', '_');
  if (name === 'vfio_pci') return name;
  return modules.includes(name ?? '') ? name : modules[0];
}

function writeEssentials(machine: Machine, root: string): void {
  const { rootDisk, defaultRoute } = machine;
  const find = (address: string) => {
    const device = machine.devices.find(({ bdf }) => bdf === address);
    if (device === undefined) throw new Error(`no device ${address}`);
    return placeOf(machine, device);
  };
  if (rootDisk !== undefined) {
    const disk = `${find(rootDisk.address)}/block/${rootDisk.disk}`;
    const partition = `${disk}/${rootDisk.partition}`;
    writeFiles(root, {
      [`${disk}/dev`]: '259:0\n',
      [`${partition}/dev`]: '259:2\n',
      [`${partition}/partition`]: '2\n',
      '/sys/dev/block/259:2': `-> ${relative('/sys/dev/block', partition)}`,
      [`/sys/block/${rootDisk.disk}`]: `-> ${relative('/sys/block', disk)}`,
      [`/sys/class/block/${rootDisk.disk}`]: `-> ${relative('/sys/class/block', disk)}`,
      [`/sys/class/block/${rootDisk.partition}`]: `-> ${relative('/sys/class/block', partition)}`,
      '/proc/self': '-> 1',
      '/proc/1/mountinfo': `22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/${rootDisk.partition} rw\n23 22 0:21 / /sys rw - sysfs sysfs rw\n`,
    });
  }
  if (defaultRoute !== undefined) {
    const { address, interface: name } = defaultRoute;
    const place = `${find(address)}/net/${name}`;
    writeFiles(root, {
      [`${place}/address`]: '52:54:00:00:00:01\n',
      [`/sys/class/net/${name}`]: `-> ${relative('/sys/class/net', place)}`,
      '/proc/net/route': `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n${name}\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n`,
    });
  }
}

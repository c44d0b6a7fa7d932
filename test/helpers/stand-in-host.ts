import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DriverRoot } from './hypervisor.js';

const DEVICES = [
  ['null', 1, 3],
  ['zero', 1, 5],
  ['random', 1, 8],
  ['urandom', 1, 9],
  ['kvm', 10, 232],
  ['net/tun', 10, 200],
  ['vfio/vfio', 10, 196],
  ['dri/renderD128', 226, 128],
];

const PAGE_SIZES = ['2M', '1G'];

const DMIDECODE = `#!/bin/sh
printf '%s\\n' \\
  'BIOS Information' '	Vendor: Vendor of the host' '	Version: 1.0' '	Release Date: 01/02/2023' '' \\
  'System Information' '	Manufacturer: Maker of the host' '	Product Name: Host' '	Serial Number: 0042' '' \\
  'Base Board Information' '	Manufacturer: Maker of the board' '	Product Name: Board' ''
`;

/**
 * Make the argv that runs a program on a machine that is the same everywhere: with VFIO, a graphics card for the
 * display, huge pages of two sizes, and SMBIOS tables.
 *
 * All of it is mounted where no other process sees it, and gone with the process.
 */
export function makeStandInHost({ path: driverRoot, hostPath, hypervisor: { root = '' } }: DriverRoot): string[] {
  const hugepages = PAGE_SIZES.map((size) => ({ size, folder: path.join('hugepages', size) }));
  for (const { folder } of hugepages) mkdirSync(path.join(hostPath, folder), { recursive: true });
  const folders = hugepages.map(({ folder }) => `"${path.join(driverRoot, folder)}"`);
  appendFileSync(path.join(hostPath, 'etc', 'qemu.conf'), `hugetlbfs_mount = [${folders.join(', ')}]\n`);
  const dmidecode = path.join(hostPath, 'dmidecode');
  writeFileSync(dmidecode, DMIDECODE, { mode: 0o755 });
  const script = [
    ...hugepages.map(
      ({ size, folder }) => `mount -t hugetlbfs -o pagesize=${size} none ${path.join(hostPath, folder)}`,
    ),
    `mount --bind ${dmidecode} ${root}/usr/sbin/dmidecode`,
    `mount -t tmpfs none ${root}/sys/kernel/iommu_groups`,
    `mkdir ${root}/sys/kernel/iommu_groups/0`,
    `mount -t tmpfs none ${root}/dev`,
    `mkdir ${['net', 'vfio', 'dri'].map((folder) => `${root}/dev/${folder}`).join(' ')}`,
    ...DEVICES.map(([name, major, minor]) => `mknod -m 666 ${root}/dev/${name} c ${major} ${minor}`),
    'exec "$@"',
  ];
  return ['unshare', '--mount', 'sh', '-e', '-c', script.join('\n'), 'sh'];
}

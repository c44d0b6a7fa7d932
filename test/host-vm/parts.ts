import { existsSync } from 'node:fs';
import { makeToolsDisk } from './tools-disk.js';

const FOLDER = '.cache/host-vm';

/** The disk of a virtual host. */
export const DISK = `${FOLDER}/debian-12.img`;

/** The disk with ptx, which is made for each run. */
export const TOOLS_DISK = `${FOLDER}/tools.img`;

/** Make what the tests share, before them. */
export default function setup(): void {
  if (!existsSync(`${FOLDER}/recipe`)) throw new Error('Run scripts/install-host-vm.sh first, as root');
  makeToolsDisk(TOOLS_DISK);
}

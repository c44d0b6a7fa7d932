import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type PciIds, parsePciIds } from '../pci-ids.js';
import type { HostFiles } from './host-files.js';

const LIMIT = 16 * 1024 * 1024;

/** Where distributions keep it, the order in which lspci would look. */
const PATHS = [
  '/usr/share/misc/pci.ids',
  '/usr/share/hwdata/pci.ids',
  '/usr/share/pci.ids',
  '/var/lib/pciutils/pci.ids',
  '/usr/share/misc/pci.ids.gz',
  '/usr/share/hwdata/pci.ids.gz',
];

/** Read the names of PCI devices; without a pci.ids there are none, which is noted. */
export async function readPciNames(files: HostFiles): Promise<PciIds> {
  for (const path of PATHS) {
    const bytes = await files.readBytes(path, { limit: LIMIT });
    const text = bytes === undefined ? undefined : await decode(path, bytes, files);
    if (text !== undefined) return parsePciIds(text);
  }
  files.note(PATHS[0] as string, 'there is no pci.ids: vendors and devices have no names');
  return parsePciIds('');
}

async function decode(path: string, bytes: Uint8Array, files: HostFiles): Promise<string | undefined> {
  if (!path.endsWith('.gz')) return new TextDecoder().decode(bytes);
  try {
    return new TextDecoder().decode(await promisify(gunzip)(bytes, { maxOutputLength: LIMIT }));
  } catch {
    files.note(path, 'not a gzip file');
    return undefined;
  }
}

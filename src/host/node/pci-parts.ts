import type { PciFunction } from '../model.js';
import { comparePciAddresses, isKernelAddress } from '../pci-order.js';
import type { HostFiles } from './host-files.js';
import { orNull, readHex, readInteger, readSwitch } from './parse.js';

/** Lines of "resource" that are BARs; behind them are the option ROM, those of virtual functions and windows. */
const BARS = 6;

/** @see include/linux/ioport.h of Linux 6.12 */
const FLAGS = { io: 0x100n, memory: 0x200n, prefetchable: 0x2000n, wide: 0x100000n } as const;

/** Read the BARs of a function: `0xSTART 0xEND 0xFLAGS`, one line each, zeros where there is none. */
export function readBars(text: string | undefined): PciFunction['bars'] {
  return (text ?? '').split('\n', BARS).flatMap((line, index) => {
    const numbers = /^(0x[0-9a-f]{1,16}) (0x[0-9a-f]{1,16}) (0x[0-9a-f]{1,16})$/i.exec(line.trim());
    if (numbers === null) return [];
    const [start = 0n, end = 0n, flags = 0n] = numbers.slice(1).map(BigInt);
    if (end <= start || (flags & (FLAGS.io | FLAGS.memory)) === 0n) return [];
    const kind = (flags & FLAGS.io) === 0n ? ('memory' as const) : ('io' as const);
    const sizeBytes = Number(end - start + 1n);
    if (!Number.isSafeInteger(sizeBytes)) return [];
    const isPrefetchable = (flags & FLAGS.prefetchable) !== 0n;
    return [{ index, sizeBytes, kind, is64Bit: (flags & FLAGS.wide) !== 0n, isPrefetchable }];
  });
}

/** Read what a function says of virtual ones; null where it can have none. */
export async function readSriov(files: HostFiles, folder: string): Promise<PciFunction['sriov']> {
  const line = (name: string) => files.readLine(`${folder}/sriov_${name}`);
  const totalVfs = readInteger(await line('totalvfs'));
  if (totalVfs === null || totalVfs <= 0) return null;
  const links = (await files.list(folder)).filter((name) => /^virtfn[0-9]+$/.test(name));
  const functions = await Promise.all(links.map((name) => files.linkName(`${folder}/${name}`)));
  return {
    totalVfs,
    numVfs: readInteger(await line('numvfs')),
    vfDevice: readHex((await line('vf_device'))?.replace(/^0x/, '').padStart(4, '0'), 4),
    offset: readInteger(await line('offset')),
    stride: readInteger(await line('stride')),
    isAutoprobed: readSwitch(await line('drivers_autoprobe')),
    virtualFunctions: functions
      .flatMap((address) => (address !== undefined && isKernelAddress(address) ? [address] : []))
      .sort(comparePciAddresses),
  };
}

/** Read which mediated devices a function can be the parent of. */
export async function readMdevTypes(files: HostFiles, folder: string): Promise<PciFunction['mdevTypes']> {
  const types = await files.list(`${folder}/mdev_supported_types`);
  return Promise.all(
    types.map(async (type) => {
      const of = `${folder}/mdev_supported_types/${type}`;
      return {
        type,
        name: orNull(await files.readLine(`${of}/name`)),
        description: orNull((await files.readText(`${of}/description`))?.trim()),
        deviceApi: orNull(await files.readLine(`${of}/device_api`)),
        availableInstances: readInteger(await files.readLine(`${of}/available_instances`)),
        devices: await files.list(`${of}/devices`),
      };
    }),
  );
}

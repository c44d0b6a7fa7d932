import type { PciFunction } from '../model.js';
import type { HostFiles } from './host-files.js';
import { orNull } from './parse.js';
import { listPciAddresses } from './pci.js';

type Use = PciFunction['uses'][number];

/** Where the host lists what it drives, what of it counts, and what tells more. */
const SOURCES: readonly {
  readonly subsystem: Use['subsystem'];
  readonly folder: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
}[] = [
  { subsystem: 'block', folder: '/sys/block', pattern: /./, names: ['device/model'] },
  { subsystem: 'drm', folder: '/sys/class/drm', pattern: /^card[0-9]+$/, names: [] },
  { subsystem: 'net', folder: '/sys/class/net', pattern: /./, names: [] },
  // Neither root hubs (usb1) nor interfaces (1-4:1.0).
  { subsystem: 'usb', folder: '/sys/bus/usb/devices', pattern: /^[0-9]+-[0-9.]+$/, names: ['manufacturer', 'product'] },
];

/** Find what the host reaches through each PCI function, by the address of the last function on the way. */
export async function readUses(files: HostFiles): Promise<Map<string, Use[]>> {
  const uses = new Map<string, Use[]>();
  for (const { subsystem, folder, pattern, names } of SOURCES) {
    for (const name of (await files.list(folder)).filter((entry) => pattern.test(entry))) {
      const address = listPciAddresses((await files.realPath(`${folder}/${name}`)) ?? '').at(-1);
      if (address === undefined) continue;
      const words = await Promise.all(names.map((file) => files.readLine(`${folder}/${name}/${file}`)));
      const description = orNull(words.filter(Boolean).join(' '));
      uses.set(address, [...(uses.get(address) ?? []), { subsystem, name, description }]);
    }
  }
  return uses;
}

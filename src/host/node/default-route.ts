import type { HostSnapshot } from '../model.js';
import type { HostFiles } from './host-files.js';
import { listPciAddresses } from './pci.js';

type DefaultRoute = HostSnapshot['essentials']['defaultRoute'];

/** Bridges, bonds and VLANs stand on other interfaces, which may stand on others. */
const MOST_LAYERS = 8;

/** Find the interfaces of the default routes, and the PCI functions that lead to them. */
export async function readDefaultRoute(files: HostFiles): Promise<DefaultRoute> {
  const v4 = await files.readText('/proc/net/route');
  const v6 = await files.readText('/proc/net/ipv6_route');
  const interfaces = [...new Set([...listV4(v4 ?? ''), ...listV6(v6 ?? '')])].sort();
  const functions = (await Promise.all(interfaces.map((name) => listFunctions(files, name, 0)))).flat();
  if (v4 === undefined) files.note('/proc/net/route', 'the interface of the default route cannot be told');
  return { interfaces, functions: v4 === undefined ? null : [...new Set(functions)].sort() };
}

/** Interface, destination, gateway, flags, reference count, use, metric, mask: hexadecimal, separated by tabs. */
function listV4(text: string): string[] {
  return [...text.matchAll(/^(\S+)\t00000000\t[0-9A-F]{8}\t[0-9A-F]+\t\S+\t\S+\t\S+\t00000000\t/gm)].flatMap(
    ([, name]) => name ?? [],
  );
}

/** Destination and length, source and length, next hop, …, interface; "lo" refuses what has no route. */
function listV6(text: string): string[] {
  return [...text.matchAll(/^0{32} 00 0{32} 00 .* (\S+)$/gm)].flatMap(([, name]) =>
    name === undefined || name === 'lo' ? [] : [name],
  );
}

/** The function of an interface is the last one on its path; one without stands on lower ones. */
async function listFunctions(files: HostFiles, name: string, layer: number): Promise<string[]> {
  const folder = `/sys/class/net/${name}`;
  const own = listPciAddresses((await files.realPath(folder)) ?? '').at(-1);
  if (own !== undefined || layer > MOST_LAYERS) return own === undefined ? [] : [own];
  const lower = (await files.list(folder)).filter((entry) => entry.startsWith('lower_'));
  const below = lower.map((entry) => listFunctions(files, entry.slice('lower_'.length), layer + 1));
  return (await Promise.all(below)).flat();
}

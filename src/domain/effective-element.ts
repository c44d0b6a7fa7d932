import type { XmlElement } from '../xml/node.js';

/**
 * Names of which libvirt 9.0 reads repeated blocks together, as its XPaths go over all of them (virDomainDefParseXML,
 * virDomainDefParseBootOptions, virDomainFeaturesDefParse); of all others it reads the first.
 */
const MERGED = new Set([
  ...['features', 'hyperv', 'devices', 'os', 'firmware', 'clock'],
  ...['cputune', 'iothreadids', 'memoryBacking', 'memtune', 'hugepages', 'pm'],
]);

/** Names of which libvirt 9.0 lets the last one win (virDomainFeaturesDefParse and those for Hyper-V and KVM). */
const LAST_WINS = new Set([
  ...['kvm', 'hidden', 'ioapic', 'smm', 'vmport', 'pmu'],
  ...['relaxed', 'vapic', 'spinlocks', 'vpindex', 'runtime', 'synic', 'stimer', 'vendor_id'],
]);

/** The elements that libvirt reads at a path below the root: one, or all blocks of a kind that it merges. */
export function findEffective(root: XmlElement, path: readonly string[]): XmlElement[] {
  let found = [root];
  for (const name of path) found = findEffectiveChildren(found, name);
  return found;
}

/** The children of a name that libvirt reads in one element, or in all blocks of a kind that it merges. */
export function findEffectiveChildren([first, ...others]: readonly XmlElement[], name: string): XmlElement[] {
  const all = first?.childrenNamed(name) ?? [];
  for (const other of others) all.push(...other.childrenNamed(name));
  return chooseEffective(all, name);
}

/** Those that libvirt reads of all children of a name. */
export function chooseEffective(all: XmlElement[], name: string): XmlElement[] {
  if (all.length < 2 || MERGED.has(name)) return all;
  return LAST_WINS.has(name) ? all.slice(-1) : all.slice(0, 1);
}

/** Elements below the root that may be there more than once; of any other libvirt reads the first, or all blocks together. */
const REPEATED = new Set(['sysinfo', 'seclabel']);

/**
 * The children that libvirt reads in blocks that it takes for one: each as the list of its own blocks. Of what stands
 * directly below the root it reads the first alone, of some things the last; everything else may be repeated.
 */
export function listEffectiveChildren(blocks: readonly XmlElement[]): XmlElement[][] {
  const isRoot = blocks[0]?.parent === undefined;
  const children: XmlElement[][] = [];
  const seen = new Map<string, XmlElement[]>();
  for (const element of blocks.flatMap((block) => block.elements)) {
    const { name, namespace } = element;
    const isMerged = MERGED.has(name);
    const isLastOnly = LAST_WINS.has(name);
    const isFirstOnly = isRoot && !REPEATED.has(name);
    const known = namespace === '' && (isMerged || isLastOnly || isFirstOnly) ? seen.get(name) : undefined;
    if (known === undefined) {
      const child = [element];
      children.push(child);
      seen.set(name, child);
    } else if (isMerged) known.push(element);
    else if (isLastOnly) known[0] = element;
  }
  return children;
}

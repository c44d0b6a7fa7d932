import type { XmlElement } from '../xml/node.js';

/**
 * Names of which libvirt 9.0 reads repeated blocks together, as its XPaths go over all of them (virDomainDefParseXML,
 * virDomainDefParseBootOptions, virDomainFeaturesDefParse); of all others it reads the first.
 */
const MERGED = new Set([
  ...['features', 'hyperv', 'devices', 'os', 'firmware', 'clock'],
  ...['cputune', 'iothreadids', 'memoryBacking', 'hugepages'],
]);

/** Names of which libvirt 9.0 lets the last one win (virDomainFeaturesDefParse, virDomainFeaturesKVMDefParse). */
const LAST_WINS = new Set(['kvm', 'hidden', 'ioapic']);

/** The elements that libvirt reads at a path below the root: one, or all blocks of a kind that it merges. */
export function findEffective(root: XmlElement, path: readonly string[]): XmlElement[] {
  let found = [root];
  for (const name of path) {
    const all = found.flatMap((element) => element.childrenNamed(name));
    found = MERGED.has(name) ? all : all.slice(...(LAST_WINS.has(name) ? [-1] : [0, 1]));
  }
  return found;
}

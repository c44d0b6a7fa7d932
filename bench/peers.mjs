import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** libvirt's schema of a domain, as libvirt0 installs it. */
export const SCHEMA = '/usr/share/libvirt/schemas/domain.rng';

const CORPUS = process.env.PTX_CORPUS ?? '.cache/libvirt-source';

/** libvirt's own test documents with a domain as their root, each text once; none where the source is not unpacked. */
export function listDocuments() {
  if (!existsSync(CORPUS)) return [];
  const seen = new Set();
  return readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.xml'))
    .sort()
    .map((file) => join(CORPUS, file))
    .filter((file) => {
      const xml = readFileSync(file, 'utf8');
      const isNew = !seen.has(xml);
      seen.add(xml);
      return isNew && /^(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*<domain[\s>]/.test(xml);
    });
}

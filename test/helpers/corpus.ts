import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Domain, PtxError, parseDomain } from '../../src/index.js';

/** Where libvirt's test documents are: `scripts/install-hypervisor.sh` puts them there. */
export const CORPUS = process.env.PTX_CORPUS ?? '.cache/libvirt-source';

/** Every domain below a folder that ptx accepts, by path, each text once. */
export function readCorpus(folder = CORPUS): Map<string, Domain> {
  const domains = new Map<string, Domain>();
  if (!existsSync(folder)) return domains;
  const seen = new Set<string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!file.endsWith('.xml')) continue;
    const xml = readFileSync(path.join(folder, file), 'utf8');
    if (seen.has(xml)) continue;
    seen.add(xml);
    try {
      domains.set(file, parseDomain(xml));
    } catch (error) {
      if (!(error instanceof PtxError)) throw error;
    }
  }
  return domains;
}

/** True for what ptx's x86 transforms are made for. */
export function isX86Guest({ root }: Domain): boolean {
  const type = root.find('os', 'type');
  const arch = type?.attribute('arch') ?? 'x86_64';
  return /^(kvm|qemu)$/.test(root.attribute('type') ?? '') && type?.text === 'hvm' && /^(x86_64|i686)$/.test(arch);
}

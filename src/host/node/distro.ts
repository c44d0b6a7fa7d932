import type { HostSnapshot } from '../model.js';
import type { HostFiles } from './host-files.js';

/** Read which distribution the host runs. */
export async function readDistro(files: HostFiles): Promise<HostSnapshot['distro']> {
  const text = (await files.readText('/etc/os-release')) ?? (await files.readText('/usr/lib/os-release')) ?? '';
  const values = readAssignments(text);
  const isProxmox = (await files.exists('/etc/pve')) || (await files.exists('/usr/bin/pveversion'));
  return {
    id: values.get('ID') ?? null,
    idLike: (values.get('ID_LIKE') ?? '').split(/\s+/).filter(Boolean),
    versionId: values.get('VERSION_ID') ?? null,
    variantId: values.get('VARIANT_ID') ?? null,
    prettyName: values.get('PRETTY_NAME') ?? null,
    isProxmox,
    isOstree: await files.exists('/run/ostree-booted'),
  };
}

/** Assignments as a shell would read them, without substitutions; the last of a name counts. */
function readAssignments(text: string): Map<string, string> {
  const lines = [...text.matchAll(/^\s*([A-Z][A-Z0-9_]*)=(?:"((?:\\.|[^"\\])*)"|'([^']*)'|(\S*))\s*$/gm)];
  return new Map(
    lines.map(([, name = '', double, single, bare]) => [name, double?.replace(/\\(.)/g, '$1') ?? single ?? bare ?? '']),
  );
}

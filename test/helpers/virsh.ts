import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EMULATOR, type Hypervisor, makeDriverRoot, readHypervisor, removeDriverRoot, runVirsh } from './hypervisor.js';

/** What real libvirt says of documents, by the key of each. */
export interface Verdicts {
  /** Errors of those that it refuses. */
  readonly errors: Map<string, string>;
  /** `dumpxml --inactive` of those that it takes. */
  readonly dumps: Map<string, string>;
}

/**
 * Let real libvirt define documents with `--validate`, all in one virsh process on the embedded driver, which needs no
 * daemon. Each copy gets a name and a UUID of its own, and an emulator that exists.
 */
export function defineAll(documents: ReadonlyMap<string, string>, hypervisor: Hypervisor = readHypervisor()): Verdicts {
  const root = makeDriverRoot(hypervisor);
  try {
    const commands: string[] = [];
    const keys = new Map<string, string>();
    for (const [key, xml] of documents) {
      const name = `ptx${keys.size}`;
      keys.set(name, key);
      writeFileSync(path.join(root.hostPath, `${name}.xml`), testCopy(xml, name, keys.size));
      commands.push(
        `define --validate ${path.join(root.path, name)}.xml`,
        `dumpxml --inactive --security-info ${name}`,
      );
    }
    const { stdout, stderr } = runVirsh(root, commands);
    return { errors: readErrors(stderr, keys, root.path), dumps: readDumps(stdout, keys) };
  } finally {
    removeDriverRoot(root);
  }
}

function testCopy(xml: string, name: string, number: number): string {
  const uuid = `11111111-2222-4333-8444-${number.toString(16).padStart(12, '0')}`;
  const old = /<uuid>\s*([0-9a-fA-F-]+)\s*<\/uuid>/.exec(xml)?.[1];
  // The UUID may stand in <sysinfo> as well, where libvirt compares the two.
  const copy = old === undefined ? xml : xml.replaceAll(old, uuid);
  const named = /<name>[^<]*<\/name>/.test(copy)
    ? copy.replace(/<name>[^<]*<\/name>/, `<name>${name}</name>`)
    : copy.replace(/(<domain\b[^>]*>)/, `$1<name>${name}</name>`);
  return named.replace(/(<emulator>)([^<]*)(<\/emulator>)/g, (all, open, emulator: string, close) =>
    !existsSync(emulator.trim()) && /x86_64|i[3-6]86|kvm|qemu$/.test(emulator) ? open + EMULATOR + close : all,
  );
}

function readErrors(stderr: string, keys: ReadonlyMap<string, string>, root: string): Map<string, string> {
  const errors = new Map<string, string>();
  for (const part of stderr.split(/^error: Failed to define domain from /m).slice(1)) {
    const [file = '', ...lines] = part.split('\n');
    const key = keys.get(path.basename(file.trim(), '.xml'));
    const error = lines.slice(
      0,
      lines.findIndex((line) => line.includes('failed to get domain')),
    );
    if (key !== undefined) errors.set(key, error.join(' ').replaceAll(root, '').trim());
  }
  return errors;
}

function readDumps(stdout: string, keys: ReadonlyMap<string, string>): Map<string, string> {
  const dumps = new Map<string, string>();
  for (const [dump] of stdout.matchAll(/^<domain [\s\S]*?^<\/domain>\n/gm)) {
    const key = keys.get(/<name>(ptx[0-9]+)<\/name>/.exec(dump)?.[1] ?? '');
    if (key !== undefined) dumps.set(key, dump);
  }
  return dumps;
}

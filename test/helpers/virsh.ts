import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const EMULATOR = '/usr/bin/qemu-system-x86_64';

const PARTS = [
  '/usr/bin/virsh',
  EMULATOR,
  '/usr/lib/x86_64-linux-gnu/libvirt/connection-driver/libvirt_driver_qemu.so',
];

/** True where a group has to be skipped, which it says; never in CI, where a missing part is a failure. */
export function isLibvirtMissing(): boolean {
  const missing = PARTS.filter((part) => !existsSync(part));
  if (missing.length === 0 || process.env.CI !== undefined) return false;
  console.log(`Skipped: ${missing.join(', ')} is missing; run scripts/install-libvirt.sh as root`);
  return true;
}

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
export function defineAll(documents: ReadonlyMap<string, string>): Verdicts {
  const root = mkdtempSync(path.join(tmpdir(), 'ptx-libvirt-'));
  try {
    mkdirSync(path.join(root, 'etc'));
    const settings = ['user = "root"', 'group = "root"', 'security_driver = "none"', 'dynamic_ownership = 0'];
    writeFileSync(path.join(root, 'etc', 'qemu.conf'), `${settings.join('\n')}\nspice_tls = 1\n`);
    const commands: string[] = [];
    const keys = new Map<string, string>();
    for (const [key, xml] of documents) {
      const name = `ptx${keys.size}`;
      keys.set(name, key);
      const file = path.join(root, `${name}.xml`);
      writeFileSync(file, testCopy(xml, name, keys.size));
      commands.push(`define --validate ${file}`, `dumpxml --inactive --security-info ${name}`);
    }
    const { stdout, stderr } = spawnSync('virsh', ['-q', '-c', `qemu:///embed?root=${root}`], {
      input: [...commands, ''].join('\n'),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    return { errors: readErrors(stderr, keys, root), dumps: readDumps(stdout, keys) };
  } finally {
    rmSync(root, { recursive: true, force: true });
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

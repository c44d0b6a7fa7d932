import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The program that validates many documents with a schema that it reads once. */
export const VALIDATOR = '/usr/bin/xmllint';

/** libvirt's schema of domains. */
export const SCHEMA = '/usr/share/libvirt/schemas/domain.rng';

/**
 * Say which documents break libvirt's schema, and how, by the key of each.
 *
 * `virsh define --validate` says the same, by the same library, and takes several times as long: it reads the schema
 * anew for each document.
 */
export function findSchemaErrors(documents: ReadonlyMap<string, string>): Map<string, string> {
  if (documents.size === 0) return new Map();
  const folder = mkdtempSync(path.join(tmpdir(), 'ptx-schema-'));
  try {
    const keys = new Map<string, string>();
    for (const [key, xml] of documents) {
      const file = path.join(folder, `${keys.size}.xml`);
      writeFileSync(file, xml);
      keys.set(file, key);
    }
    const { stderr } = spawnSync(VALIDATOR, ['--noout', '--relaxng', SCHEMA, ...keys.keys()], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const valid = new Set([...stderr.matchAll(/^(.*) validates$/gm)].map(([, file]) => file));
    const invalid = [...keys].filter(([file]) => !valid.has(file));
    const lines = stderr.split('\n');
    return new Map(invalid.map(([file, key]) => [key, lines.filter((line) => line.startsWith(file)).join(' ')]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

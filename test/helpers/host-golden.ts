import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { painter } from '../../src/cli/color.js';
import { formatGroups } from '../../src/cli/group-list.js';
import { formatSnapshot } from '../../src/cli/host-text.js';
import { listGroups } from '../../src/host/groups.js';
import type { HostSnapshot } from '../../src/host/model.js';
import { inspectHost } from '../../src/host/node/inspect.js';
import { GOLDEN_ROOT } from './golden.js';
import { machineNames, readMachine, withTree } from './host-tree.js';

/** What ptx says of a machine, each in a file of golden/host. */
const OUTPUTS: Readonly<Record<string, (snapshot: HostSnapshot) => string>> = {
  'host/inspect/NAME.json': (snapshot) => `${JSON.stringify(snapshot, null, 2)}\n`,
  'host/inspect/NAME.txt': (snapshot) => formatSnapshot(snapshot, painter(false)),
  'host/groups/NAME.txt': (snapshot) => formatGroups(snapshot, listGroups(snapshot), painter(false)),
};

/** Inspect a machine of golden/hosts; owners are those of a host, not of whoever runs the tests. */
export async function inspectMachine(name: string): Promise<HostSnapshot> {
  const snapshot = await withTree(readMachine(name), (root) => inspectHost({ root }));
  return { ...snapshot, files: snapshot.files.map((file) => ({ ...file, uid: 0, gid: 0 })) };
}

/** What the sources say of a snapshot today, by file. */
export function printSnapshot(name: string, snapshot: HostSnapshot): [file: string, text: string][] {
  return Object.entries(OUTPUTS).map(([file, print]) => [fileOf(file, name), print(snapshot)]);
}

/** The files that hold it. */
export function listHostGoldens(name: string): string[] {
  return Object.keys(OUTPUTS).map((file) => fileOf(file, name));
}

/** Write the goldens of the machines that are below the paths. */
export async function updateHostGoldens(paths: readonly string[]): Promise<void> {
  for (const name of machineNames) {
    const wanted = listHostGoldens(name).filter((file) =>
      paths.some((path) => file === path || file.startsWith(`${path}/`)),
    );
    if (wanted.length === 0) continue;
    for (const [file, text] of printSnapshot(name, await inspectMachine(name))) {
      if (!wanted.includes(file) || readIfThere(file) === text) continue;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      console.log(`wrote ${file}`);
    }
  }
}

function fileOf(pattern: string, name: string): string {
  return join(GOLDEN_ROOT, pattern.replace('NAME', name));
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

import type { HostFacts } from '../domain/host-facts.js';
import type { FleetHost } from '../lint/placement.js';
import { usageError } from './flags.js';
import type { Io } from './io.js';
import { namingFile } from './report.js';
import { readText } from './text-file.js';

/** As the argument of --host, the machine that this runs on; a file of that name is `./local`. */
const LOCAL_HOST = 'local';

/**
 * Read what a domain depends on of a host: of a snapshot, or of this machine for `local`.
 *
 * @throws PtxError FILE_UNREADABLE, FILE_MALFORMED
 */
export async function readHostFacts(name: string, io: Io): Promise<HostFacts> {
  if (name === LOCAL_HOST) {
    const { inspectHost } = await import('../host/node/inspect.js');
    return inspectHost();
  }
  return namingFile(name, async () => {
    const text = await readText(name, io);
    // The parser of YAML costs start-up time.
    const { parseHostFacts } = await import('../transforms/facts-file.js');
    return parseHostFacts(text);
  });
}

/**
 * Read hosts, each a snapshot, a folder of snapshots, or `local`; they are called as their files are.
 *
 * @throws PtxError USAGE for a folder without snapshots, FILE_UNREADABLE, FILE_MALFORMED
 */
export async function readHosts(names: readonly string[], io: Io): Promise<FleetHost[]> {
  const files: string[] = [];
  for (const name of names) files.push(...(await listSnapshots(name, io)));
  const hosts: FleetHost[] = [];
  for (const file of new Set(files)) hosts.push({ name: nameHost(file, files), facts: await readHostFacts(file, io) });
  return hosts;
}

async function listSnapshots(name: string, io: Io): Promise<string[]> {
  const entries = name === LOCAL_HOST ? undefined : await namingFile(name, () => io.readFolder(name));
  if (entries === undefined) return [name];
  const found = entries.filter((entry) => entry.kind !== 'folder' && /\.json$/i.test(entry.name));
  if (found.length === 0) throw usageError(`Found no host snapshot (.json) in "${name}"`);
  return found.map((entry) => `${name.replace(/(?<=.)\/+$/, '')}/${entry.name}`);
}

/** The name of the file without its folder and ending, unless another one has it too. */
function nameHost(file: string, files: readonly string[]): string {
  const shorten = (path: string) => path.replace(/^.*\//, '').replace(/\.json$/i, '');
  const name = shorten(file);
  return files.some((other) => other !== file && shorten(other) === name) ? file : name;
}

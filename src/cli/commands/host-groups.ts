import { listGroups } from '../../host/groups.js';
import { COLOR_FLAG, isStdoutColored, painter, readColorChoice } from '../color.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { FORMAT_FLAG, type ParsedFlags, wantsJson } from '../flags.js';
import { formatGroups } from '../group-list.js';
import { ROOT_FLAG, readHost, SNAPSHOT_FLAG } from '../host-input.js';
import type { Io } from '../io.js';

/** `ptx host groups`: what the IOMMU tells apart. */
export const hostGroupsCommand: Command = {
  usage: '[--root DIR | --host FILE] [FLAGS]',
  description: [
    'List every IOMMU group with its functions, their ids and drivers, and a verdict: isolated, isolated-with-bridge (a bridge is in the group and stays with the host), isolated-by-override (only pcie_acs_override keeps it apart), shared (functions of other cards go along), or blocked, with the reasons.',
    'Functions of the same card that are in other groups go along, since they share its reset: they are listed behind a "+".',
  ],
  examples: [
    'ptx host groups',
    'ptx host groups --host node1.json',
    "ptx host groups --format json | jq '.groups[].id'",
  ],
  flags: [ROOT_FLAG, SNAPSHOT_FLAG, FORMAT_FLAG, COLOR_FLAG],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const snapshot = await readHost(parsed, io);
  const paint = painter(isStdoutColored(readColorChoice(parsed), io));
  const groups = listGroups(snapshot);
  await io.writeStdout(
    wantsJson(parsed)
      ? `${JSON.stringify({ iommu: snapshot.iommu.state, groups }, null, 2)}\n`
      : formatGroups(snapshot, groups, paint),
  );
  return EXIT.ok;
}

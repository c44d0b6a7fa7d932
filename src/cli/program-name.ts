import { basename } from 'node:path';

/** Names under which the program is looked for, and the command that each stands for. */
const COMMANDS: ReadonlyMap<string, string> = new Map([['onDefineDomain', 'kubevirt-hook']]);

/**
 * The words of a command line, with the command in front where the program was called by another name: as a link that
 * KubeVirt's sidecar shim finds.
 */
export function readWords([, program = '', ...words]: readonly string[]): readonly string[] {
  const command = COMMANDS.get(basename(program));
  return command === undefined ? words : [command, ...words];
}

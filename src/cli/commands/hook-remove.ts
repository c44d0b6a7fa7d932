import { oneLine } from '../../domain/one-line.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { flagArgument, type ParsedFlags, requireOneOperand } from '../flags.js';
import { ROOT_FLAG, requireFolder } from '../host-input.js';
import { reportProgress } from '../host-progress.js';
import type { Io } from '../io.js';
import { namingFile } from '../report.js';
import { stoppable } from '../signals.js';

/** `ptx hook remove`: take the hook of a domain away. */
export const hookRemoveCommand: Command = {
  usage: 'DOMAIN [--root DIR]',
  description: [
    'Take away what "ptx hook install" wrote for DOMAIN, and nothing else: the folders are as they were before. A script that somebody changed is left alone, and so is that of a domain that runs, which still has to give back what it took.',
    'Exit codes: 0 done, or there was none, 2 usage, 3 refused or failed.',
  ],
  examples: ['ptx hook remove win10'],
  flags: [ROOT_FLAG],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const domain = requireOneOperand(parsed, 'DOMAIN');
  const root = flagArgument(parsed, ROOT_FLAG.name);
  if (root !== undefined) await namingFile(root, () => requireFolder(root));
  const { removeHook } = await import('../../host/node/remove-hook.js');
  const removed = await stoppable(io, (signal) => removeHook(domain, { root, signal, onProgress: reportProgress(io) }));
  await io.writeStdout(
    removed ? `Removed the hook of ${oneLine(domain)}\n` : `There is no hook of ${oneLine(domain)}\n`,
  );
  return EXIT.ok;
}

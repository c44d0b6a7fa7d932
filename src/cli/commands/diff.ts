import { diffDomains } from '../../diff/diff-domains.js';
import { COLOR_FLAG, isStdoutColored, readColorChoice } from '../color.js';
import type { Command } from '../command.js';
import { formatDifferences, formatDifferencesJson } from '../difference-list.js';
import { EXIT } from '../exit-codes.js';
import { FORMAT_FLAG, type ParsedFlags, usageError, wantsJson } from '../flags.js';
import { readDomain, STANDARD_STREAM } from '../input.js';
import type { Io } from '../io.js';

/** `ptx diff`: what two domains do not have in common by their meaning. */
export const diffCommand: Command = {
  usage: 'A B [FLAGS]',
  description: [
    'Compare two domains by their meaning. How they are written does not count, nor what libvirt adds by itself when it defines a domain: a file and its "virsh dumpxml --inactive" are the same. One of A and B may be "-" for standard input.',
    'Exit codes: 0 no difference, 1 different, 2 usage, 3 failure. On failure nothing is printed.',
  ],
  examples: [
    'virsh dumpxml --inactive --security-info win10 | ptx diff win10.xml -',
    'ptx diff node-a/win10.xml node-b/win10.xml --format json',
  ],
  flags: [FORMAT_FLAG, COLOR_FLAG],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const [a, b, ...rest] = parsed.operands;
  if (a === undefined || b === undefined || rest.length > 0) {
    throw usageError(`Expected two files, A and B, found ${parsed.operands.length}`);
  }
  if (a === STANDARD_STREAM && b === STANDARD_STREAM) throw usageError('Only one of A and B can be standard input');
  const before = await readDomain(a, io);
  const after = await readDomain(b, io);
  const differences = diffDomains(before, after);
  const isColored = isStdoutColored(readColorChoice(parsed), io);
  await io.writeStdout(
    wantsJson(parsed) ? formatDifferencesJson(differences) : formatDifferences(differences, isColored),
  );
  return differences.length === 0 ? EXIT.ok : EXIT.different;
}

import { maskSecrets } from '../../domain/hide-secrets.js';
import { inspectDomain } from '../../inspect/inspect-domain.js';
import { COLOR_FLAG, isStdoutColored, painter, readColorChoice } from '../color.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { FORMAT_FLAG, type ParsedFlags, usageError, wantsJson } from '../flags.js';
import { readDomain, STANDARD_STREAM } from '../input.js';
import { formatInspection } from '../inspection-text.js';
import type { Io } from '../io.js';

/** `ptx inspect`: what a domain passes through, how it hides and what it is made of. */
export const inspectCommand: Command = {
  usage: '[FILE|-] [FLAGS]',
  description: [
    'Read a domain from FILE or standard input, and say which devices of the host it takes, how it hides from the guest (with what the guest reads from CPUID), what it is made of, and where its PCI devices are. What libvirt chooses at define is said to be open.',
  ],
  examples: ['ptx inspect win10.xml', "virsh dumpxml --inactive win10 | ptx inspect --format json | jq '.cards'"],
  flags: [FORMAT_FLAG, COLOR_FLAG],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const { operands } = parsed;
  const [input = STANDARD_STREAM, ...rest] = operands;
  if (rest.length > 0) throw usageError(`Expected one FILE, found ${operands.map((word) => `"${word}"`).join(', ')}`);
  if (operands.length === 0 && io.isStdinTerminal) {
    throw usageError('Expected a FILE or a domain on standard input', 'Name a FILE, or "-" to type one');
  }
  const inspection = inspectDomain(maskSecrets(await readDomain(input, io)));
  const paint = painter(isStdoutColored(readColorChoice(parsed), io));
  await io.writeStdout(
    wantsJson(parsed) ? `${JSON.stringify(inspection, null, 2)}\n` : formatInspection(inspection, paint),
  );
  return EXIT.ok;
}

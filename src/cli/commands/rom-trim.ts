import { MAX_ROM_BYTES, trimRom } from '../../host/rom.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { flagArgument, type ParsedFlags, requireOneOperand, usageError } from '../flags.js';
import { nameInput, readBytes, STANDARD_STREAM } from '../input.js';
import type { Io } from '../io.js';
import { namingFile, oneLine } from '../report.js';

/** `ptx rom trim`: a ROM without what no firmware reads. */
export const romTrimCommand: Command = {
  usage: 'FILE|- [-o FILE]',
  description: [
    "Cut a ROM to its images, from the first one to the end of the last one. NVIDIA's own header in front, padding and private data behind go; no other byte changes. What is cut is said on standard error. The result goes to standard output, but not to a terminal.",
    'Exit codes: 0 done, also where nothing was to be cut; 2 usage; 3 no ROM, or one whose end is missing.',
  ],
  examples: ['ptx rom trim gpu-z.rom -o /var/lib/libvirt/vbios/gpu.rom'],
  flags: [{ name: 'output', short: 'o', argument: 'FILE', summary: 'Write the ROM to FILE, whole or not at all' }],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const file = requireOneOperand(parsed, 'FILE');
  const output = flagArgument(parsed, 'output') ?? STANDARD_STREAM;
  if (output === STANDARD_STREAM && io.isStdoutTerminal) {
    throw usageError('A ROM is binary, and standard output is a terminal: name a file with -o');
  }
  const { bytes, inspection } = await namingFile(nameInput(file), async () =>
    trimRom(await readBytes(file, io, MAX_ROM_BYTES)),
  );
  const { start, end, size } = inspection;
  // The file comes first: nothing may be said of it when it cannot be written.
  if (output === STANDARD_STREAM) await io.writeStdout(bytes);
  else await namingFile(output, () => io.replaceFile(output, bytes));
  const cut = start === 0 && end === size ? 'nothing to cut' : `cut ${start} bytes in front and ${size - end} behind`;
  io.writeStderr(`${oneLine(nameInput(file))}: ${cut}, ${bytes.length} bytes are left\n`);
  return EXIT.ok;
}

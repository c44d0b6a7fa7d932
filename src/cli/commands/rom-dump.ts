import { inspectRom } from '../../host/rom.js';
import { COLOR_FLAG, isStdoutColored, painter, readColorChoice } from '../color.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { FORMAT_FLAG, flagArgument, type ParsedFlags, requireOneOperand, usageError, wantsJson } from '../flags.js';
import type { Io } from '../io.js';
import { namingFile } from '../report.js';
import { formatRom } from '../rom-text.js';
import { stoppable } from '../signals.js';

/** `ptx rom dump`: the ROM of a card, out of the card. */
export const romDumpCommand: Command = {
  usage: 'ADDRESS -o FILE [FLAGS]',
  description: [
    'Read the expansion ROM of a card of this host through sysfs, as root, and write it to FILE. The card must have no driver, or vfio-pci, and no guest; it is woken up for it. What the kernel hands out are the images alone, without the header and the private data that NVIDIA puts around them.',
    'The boot display is refused: with a BIOS the kernel hands out a copy in memory that may have been changed.',
    'Exit codes: 0 written, 2 usage, 3 refused or failed.',
  ],
  examples: ['ptx rom dump 01:00.0 -o gpu.rom'],
  flags: [
    { name: 'output', short: 'o', argument: 'FILE', summary: 'Where the ROM is written' },
    {
      name: 'i-know',
      argument: 'boot-vga',
      choices: ['boot-vga'],
      summary: 'Read that of the boot display all the same',
    },
    FORMAT_FLAG,
    COLOR_FLAG,
  ],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const address = requireOneOperand(parsed, 'ADDRESS');
  const file = flagArgument(parsed, 'output');
  if (file === undefined) throw usageError('Expected -o FILE');
  const { dumpRom } = await import('../../host/node/dump-rom.js');
  const acceptsBootDisplay = flagArgument(parsed, 'i-know') === 'boot-vga';
  const rom = await stoppable(io, (signal) => dumpRom(address, { acceptsBootDisplay, signal }));
  // What is no ROM is refused before anything is written.
  const inspection = inspectRom(rom);
  await namingFile(file, () => io.replaceFile(file, rom));
  const paint = painter(isStdoutColored(readColorChoice(parsed), io));
  await io.writeStdout(
    wantsJson(parsed) ? `${JSON.stringify(inspection, null, 2)}\n` : formatRom(file, inspection, null, paint),
  );
  return EXIT.ok;
}

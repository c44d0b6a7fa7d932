import { inspectRom, MAX_ROM_BYTES } from '../../host/rom.js';
import { matchRomDevice } from '../../host/rom-device.js';
import { COLOR_FLAG, isStdoutColored, painter, readColorChoice } from '../color.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { FORMAT_FLAG, flagArgument, type ParsedFlags, requireOneOperand, wantsJson } from '../flags.js';
import { nameInput, readBytes } from '../input.js';
import type { Io } from '../io.js';
import { namingFile } from '../report.js';
import { formatRom } from '../rom-text.js';

/** `ptx rom inspect`: what an expansion ROM holds. */
export const romInspectCommand: Command = {
  usage: 'FILE|- [FLAGS]',
  description: [
    'Walk the images of an expansion ROM as firmware does, and say for which device, for which firmware and for which processor each one is, whether the checksum is right, and what a guest with OVMF or SeaBIOS makes of it.',
    'Exit codes: 0 a ROM, whatever is said of it; 1 its end is missing, or it is not for the device that --device names; 2 usage; 3 no ROM.',
  ],
  examples: ['ptx rom inspect gpu.rom --device 10de:1c03', "ptx rom inspect gpu.rom --format json | jq '.uefiCapable'"],
  flags: [
    {
      name: 'device',
      argument: 'ID',
      summary: 'The PCI id of the device that the ROM is meant for, as "lspci -nn" prints it: 10de:1c03',
    },
    FORMAT_FLAG,
    COLOR_FLAG,
  ],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const file = requireOneOperand(parsed, 'FILE');
  const id = flagArgument(parsed, 'device');
  const match = (images: Parameters<typeof matchRomDevice>[0]) =>
    id === undefined ? null : matchRomDevice(images, id);
  // What is no PCI id is refused before anything is read.
  match([]);
  const inspection = await namingFile(nameInput(file), async () =>
    inspectRom(await readBytes(file, io, MAX_ROM_BYTES)),
  );
  const asked = match(inspection.images);
  const paint = painter(isStdoutColored(readColorChoice(parsed), io));
  await io.writeStdout(
    wantsJson(parsed)
      ? `${JSON.stringify({ ...inspection, ...(asked === null ? {} : { match: asked }) }, null, 2)}\n`
      : formatRom(nameInput(file), inspection, asked, paint),
  );
  return asked?.matches === false || inspection.truncated ? EXIT.findings : EXIT.ok;
}

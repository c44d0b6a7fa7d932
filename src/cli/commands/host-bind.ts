import type { BindOptions, BoundDevice } from '../../host/node/bind-device.js';
import { COLOR_FLAG, isStdoutColored, type Paint, painter, readColorChoice } from '../color.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { type Flag, FORMAT_FLAG, type ParsedFlags, requireOneOperand, wantsJson } from '../flags.js';
import type { Io } from '../io.js';
import { stoppable } from '../signals.js';

/** Offered where a blocker can be overridden. */
const I_KNOW_FLAG: Flag = {
  name: 'i-know',
  argument: 'ITEM',
  summary: 'Go ahead in spite of a blocker, by its code or its address; may be given again',
};

type Bind = (address: string, options: BindOptions) => Promise<BoundDevice[]>;

/** `ptx host bind`: a device goes to vfio-pci now. */
export const hostBindCommand: Command = {
  usage: 'ADDRESS [FLAGS]',
  description: [
    'Give a function, or with 01:00 all functions of a card, to vfio-pci by driver_override, until the next start of the host, and keep which driver it had. A guest can take it once all of its IOMMU group is reserved.',
    'What the host needs is refused: its only display, the disk of its root file system, the network card of its default route. A driver may not let go of a device that is in use; then this waits as long as the kernel does.',
    'Exit codes: 0 done, 2 usage, 3 refused or failed.',
  ],
  examples: ['ptx host bind 03:00.0'],
  flags: [I_KNOW_FLAG, FORMAT_FLAG, COLOR_FLAG],
  run: async (parsed, io) => run(parsed, io, (await import('../../host/node/bind-device.js')).bindDevice),
};

/** `ptx host unbind`: a device goes back to its driver. */
export const hostUnbindCommand: Command = {
  usage: 'ADDRESS [FLAGS]',
  description: [
    'Give a function, or with 01:00 all functions of a card, back to the driver that it had before "ptx host bind", or else to the one that the kernel chooses. It is refused while a guest has the device.',
    'Exit codes: 0 done, 2 usage, 3 refused or failed.',
  ],
  examples: ['ptx host unbind 03:00.0'],
  flags: [FORMAT_FLAG, COLOR_FLAG],
  run: async (parsed, io) => run(parsed, io, (await import('../../host/node/bind-device.js')).unbindDevice),
};

async function run(parsed: ParsedFlags, io: Io, bind: Bind): Promise<number> {
  const address = requireOneOperand(parsed, 'ADDRESS');
  const accepted = parsed.given.flatMap(({ name, argument = '' }) =>
    name === I_KNOW_FLAG.name ? argument.split(',').filter((item) => item !== '') : [],
  );
  const devices = await stoppable(io, (signal) => bind(address, { accepted, signal }));
  const paint = painter(isStdoutColored(readColorChoice(parsed), io));
  await io.writeStdout(wantsJson(parsed) ? `${JSON.stringify({ devices }, null, 2)}\n` : formatBound(devices, paint));
  return EXIT.ok;
}

function formatBound(devices: readonly BoundDevice[], paint: Paint): string {
  const name = (driver: string | null) => driver ?? 'no driver';
  return devices
    .map(({ address, before, after }) => {
      const change = before === after ? `${name(after)}, as before` : `${name(before)} -> ${name(after)}`;
      return `${paint('host', address)} ${change}\n`;
    })
    .join('');
}

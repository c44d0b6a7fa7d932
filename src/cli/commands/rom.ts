import type { CommandFamily } from '../command.js';

/** `ptx rom`: the expansion ROM of a card, in a file. */
export const romCommands: CommandFamily = {
  name: 'rom',
  summary: 'Look into the ROM file of a card, or cut it to what a guest can use',
  example: 'ptx rom inspect gpu.rom',
  commands: [
    {
      name: 'inspect',
      summary: 'Say which images a ROM holds, and which guests can use them',
      load: async () => (await import('./rom-inspect.js')).romInspectCommand,
    },
    {
      name: 'dump',
      summary: 'Read the ROM of a card of this host',
      load: async () => (await import('./rom-dump.js')).romDumpCommand,
    },
    {
      name: 'trim',
      summary: 'Cut a ROM to its images: no header of NVIDIA in front, no padding behind',
      load: async () => (await import('./rom-trim.js')).romTrimCommand,
    },
  ],
};

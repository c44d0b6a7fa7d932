import type { CommandFamily } from '../command.js';

/** `ptx host`: the host that a device comes from. */
export const hostCommands: CommandFamily = {
  name: 'host',
  summary: 'Look at the host that a device comes from',
  commands: [
    {
      name: 'inspect',
      summary: 'Say what passthrough depends on: IOMMU, devices, drivers, boot loader, memory',
      load: async () => (await import('./host-inspect.js')).hostInspectCommand,
    },
    {
      name: 'groups',
      summary: 'List the IOMMU groups, with what goes along with a device and what forbids it',
      load: async () => (await import('./host-groups.js')).hostGroupsCommand,
    },
  ],
};

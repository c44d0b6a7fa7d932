import type { CommandFamily } from '../command.js';

/** `ptx hook`: what happens on the host when libvirt starts and stops a domain. */
export const hookCommands: CommandFamily = {
  name: 'hook',
  summary: 'Have libvirt prepare the host when a domain starts, and give all back when it stops',
  example: 'ptx hook install win10 --governor performance --print',
  commands: [
    {
      name: 'install',
      summary: 'Write the hook of a domain',
      load: async () => (await import('./hook-install.js')).hookInstallCommand,
    },
    {
      name: 'remove',
      summary: 'Take the hook of a domain away',
      load: async () => (await import('./hook-remove.js')).hookRemoveCommand,
    },
  ],
};

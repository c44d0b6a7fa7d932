import type { CommandFamily } from '../command.js';

/** `ptx host`: the host that a device comes from. */
export const hostCommands: CommandFamily = {
  name: 'host',
  summary: 'Look at the host that a device comes from, and prepare it',
  example: 'ptx host plan --device 01:00',
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
    {
      name: 'plan',
      summary: 'Say what has to be done so that a device can go to a guest, and why',
      load: async () => (await import('./host-plan.js')).hostPlanCommand,
    },
    {
      name: 'render',
      summary: 'Write a plan as a script, a playbook, a cloud-config, a MachineConfig or a NixOS module',
      load: async () => (await import('./host-render.js')).hostRenderCommand,
    },
    {
      name: 'apply',
      summary: 'Do what a plan says, and leave a record with which it can be taken back',
      load: async () => (await import('./host-apply.js')).hostApplyCommand,
    },
    {
      name: 'rollback',
      summary: 'Take back what a plan did, by its record',
      load: async () => (await import('./host-rollback.js')).hostRollbackCommand,
    },
    {
      name: 'verify',
      summary: 'Say after the start of the host whether its devices are reserved, and why not',
      load: async () => (await import('./host-verify.js')).hostVerifyCommand,
    },
    {
      name: 'bind',
      summary: 'Give a device to vfio-pci until the next start of the host',
      load: async () => (await import('./host-bind.js')).hostBindCommand,
    },
    {
      name: 'unbind',
      summary: 'Give a device back to the driver that it had before',
      load: async () => (await import('./host-bind.js')).hostUnbindCommand,
    },
    {
      name: 'diagnose',
      summary: 'Say what the messages about passthrough in a log mean, and what cures them',
      load: async () => (await import('./host-diagnose.js')).hostDiagnoseCommand,
    },
  ],
};

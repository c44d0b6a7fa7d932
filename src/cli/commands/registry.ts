import type { CommandEntry, CommandFamily } from '../command.js';
import { hookCommands } from './hook.js';
import { hostCommands } from './host.js';
import { romCommands } from './rom.js';

/** Every command, in the order of the help. */
export const commands: readonly (CommandEntry | CommandFamily)[] = [
  {
    name: 'transform',
    summary: 'Change a domain step by step',
    load: async () => (await import('./transform.js')).transformCommand,
  },
  {
    name: 'edit',
    summary: 'Change a domain of libvirt, and keep what was there',
    load: async () => (await import('./edit.js')).editCommand,
  },
  {
    name: 'lint',
    summary: 'Look for what will not work in domains',
    load: async () => (await import('./lint.js')).lintCommand,
  },
  {
    name: 'import',
    summary: 'Make a steps file of a Proxmox VE guest or a QEMU command line',
    load: async () => (await import('./import.js')).importCommand,
  },
  {
    name: 'inspect',
    summary: 'Say what a domain passes through, how it hides, and its PCI tree',
    load: async () => (await import('./inspect.js')).inspectCommand,
  },
  {
    name: 'diff',
    summary: 'Compare two domains by their meaning',
    load: async () => (await import('./diff.js')).diffCommand,
  },
  hostCommands,
  hookCommands,
  romCommands,
  {
    name: 'kubevirt-hook',
    summary: 'Change a domain as a hook of KubeVirt',
    load: async () => (await import('./kubevirt-hook.js')).kubevirtHookCommand,
  },
  {
    name: 'kubevirt-sidecar',
    summary: 'Answer KubeVirt as its hook sidecar',
    load: async () => (await import('./kubevirt-sidecar.js')).kubevirtSidecarCommand,
  },
  {
    name: 'list',
    summary: 'List the transforms, the recipes or the rules',
    load: async () => (await import('./list.js')).listCommand,
  },
  {
    name: 'explain',
    summary: 'Tell what a transform, a recipe or a rule does',
    load: async () => (await import('./explain.js')).explainCommand,
  },
  {
    name: 'schema',
    summary: 'Print a JSON Schema',
    load: async () => (await import('./schema.js')).schemaCommand,
  },
  {
    name: 'completion',
    summary: 'Print what makes a shell complete command lines of ptx',
    load: async () => (await import('./completion.js')).completionCommand(commands),
  },
];

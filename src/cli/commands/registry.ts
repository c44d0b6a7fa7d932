import type { CommandEntry, CommandFamily } from '../command.js';
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
  romCommands,
  {
    name: 'list',
    summary: 'List the transforms or the recipes',
    load: async () => (await import('./list.js')).listCommand,
  },
  {
    name: 'explain',
    summary: 'Tell what a transform or a recipe does and takes',
    load: async () => (await import('./explain.js')).explainCommand,
  },
  {
    name: 'schema',
    summary: 'Print a JSON Schema',
    load: async () => (await import('./schema.js')).schemaCommand,
  },
];

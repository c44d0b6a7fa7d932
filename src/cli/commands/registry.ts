import type { CommandEntry } from '../command.js';

/** Every command, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'transform',
    summary: 'Change a domain step by step',
    load: async () => (await import('./transform.js')).transformCommand,
  },
  {
    name: 'inspect',
    summary: 'Say what a domain passes through, how it hides, and its PCI tree',
    load: async () => (await import('./inspect.js')).inspectCommand,
  },
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

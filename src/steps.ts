/**
 * Steps files: what `ptx transform --steps FILE` reads, for programs. An entry of its own, as the parser of YAML takes
 * time to load.
 *
 * @packageDocumentation
 */
export { formatImported } from './import/format.js';
export type { Imported, ImportedStep, ImportOptions, ImportRemark, ImportSource } from './import/imported.js';
export { importProxmox } from './import/proxmox.js';
export { importQemu } from './import/qemu.js';
export {
  type CommandSurroundings,
  formatCommand,
} from './transforms/command-line.js';
export { parseDeviceMap, parseHostFacts } from './transforms/facts-file.js';
export { formatSteps } from './transforms/format-steps.js';
export type { OptionTexts } from './transforms/option-list.js';
export { bindRecipe, bindStep, type StepList, type StepRequest } from './transforms/step-list.js';
export { parseSteps } from './transforms/steps-file.js';
export { stepsJsonSchema } from './transforms/steps-schema.js';

/**
 * Steps files: what `ptx transform --steps FILE` reads, for programs. An entry of its own, as the parser of YAML takes
 * time to load.
 *
 * @packageDocumentation
 */
export { parseDeviceMap, parseHostFacts } from './transforms/facts-file.js';
export { parseSteps } from './transforms/steps-file.js';
export { stepsJsonSchema } from './transforms/steps-schema.js';

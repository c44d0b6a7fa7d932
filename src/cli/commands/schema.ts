import { hostJsonSchema } from '../../host/model.js';
import { planJsonSchema } from '../../host/plan.js';
import { configJsonSchema } from '../../lint/config-file.js';
import { findingsJsonSchema } from '../../lint/reporters/json-schema.js';
import { stepsJsonSchema } from '../../transforms/steps-schema.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { type ParsedFlags, requireChoice } from '../flags.js';
import type { Io } from '../io.js';

const SCHEMAS: ReadonlyMap<string, () => object> = new Map([
  ['steps', stepsJsonSchema],
  ['host', hostJsonSchema],
  ['plan', planJsonSchema],
  ['config', configJsonSchema],
  ['findings', findingsJsonSchema],
]);

/** `ptx schema`: the JSON Schema of what ptx reads or prints. */
export const schemaCommand: Command = {
  usage: [...SCHEMAS.keys()].join('|'),
  description: [
    'Print the JSON Schema of steps files or of the configuration of "ptx lint", with which editors complete and check them; or of what ptx prints: host snapshots, host plans, findings.',
  ],
  examples: ['ptx schema steps >steps.schema.json'],
  flags: [],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const schema = SCHEMAS.get(requireChoice(parsed, 'schema', [...SCHEMAS.keys()]));
  await io.writeStdout(`${JSON.stringify(schema?.(), null, 2)}\n`);
  return EXIT.ok;
}

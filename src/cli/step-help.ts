import { transforms } from '../transforms/registry.js';
import { listOptions } from '../transforms/transform.js';
import { formatFlagUse, formatOptions, joinSections, section, wrap } from './layout.js';
import { stepFlag } from './step-flags.js';

/** The part of the help that shows every step with its options. */
export function formatStepHelp(): string {
  const blocks = transforms.map((transform) => {
    const use = `  ${formatFlagUse(stepFlag(transform))}\n`;
    return use + wrap(transform.summary, 6) + formatOptions(listOptions(transform.options), transform.main, 8);
  });
  const syntax = wrap(
    'OPTIONS are key=value items with commas between them; ",," is a comma within a value, and the name of an option alone means "yes". The main option may stand first without its name. In --NAME[=OPTIONS] they follow "=" only.',
  );
  return joinSections([section('Steps', blocks.join('\n')), syntax]);
}

import { isDescription } from '../declared-host.js';
import { formatNixosOptions, listWithoutOption } from '../nixos-options.js';
import { commentLines, describeLines, describeManualStep, describePlan } from './plan-comment.js';
import { listOpenSteps } from './plan-parts.js';
import type { PlanRenderer } from './renderer.js';

/**
 * A module of NixOS, out of what the host shall have: the host is made from it as a whole, so no file is written and no
 * command is run.
 */
export const nixosRenderer: PlanRenderer = {
  name: 'nixos',
  summary: 'A module for NixOS, to be named in "imports"',
  isRunnable: true,
  render(plan) {
    const options = formatNixosOptions(plan.configuration, (reasons) => commentLines(reasons).map(comment));
    // The step that says the same by hand is what this does.
    const steps = listOpenSteps(plan).filter((step) => !isDescription(step));
    return [
      ...[
        ...describePlan(plan),
        ...commentLines(NOTES),
        ...describeLines(listWithoutOption(plan.configuration)),
        ...steps.flatMap(describeManualStep),
      ].map(comment),
      '{ ... }:',
      '{',
      ...options.map((line) => (line === '' ? '' : `  ${line}`)),
      '}',
      '',
    ].join('\n');
  },
};

const NOTES: readonly string[] = [
  'Name this file in "imports" of /etc/nixos/configuration.nix, then run: nixos-rebuild boot',
];

function comment(line: string): string {
  return `# ${line}`;
}

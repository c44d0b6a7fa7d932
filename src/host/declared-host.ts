import type { ManualStep } from './action.js';
import { hasArgument } from './kernel-arguments.js';
import { manualStep } from './manual.js';
import type { HostSnapshot } from './model.js';
import { formatNixosOptions, listWithoutOption } from './nixos-options.js';
import type { HostConfiguration } from './plan.js';
import { joinWork, type PlanScope } from './planning.js';
import { isReserving } from './viability.js';

const TITLE = 'Add this to the configuration of NixOS, then run: nixos-rebuild boot';

/** True for a host whose files come from a description of the whole: what is written there is gone with the next one. */
export function isDeclared({ distro }: HostSnapshot): boolean {
  return distro.id === 'nixos';
}

/** True for the step that leaves the description to the reader. */
export function isDescription({ title }: ManualStep): boolean {
  return title === TITLE;
}

/** Leave the description to the reader; once the kernel runs with it, and devices are with vfio-pci, it is done. */
export function declare({ snapshot, set }: PlanScope, configuration: HostConfiguration) {
  const { kernelArguments } = configuration;
  const lines = [
    ...formatNixosOptions(configuration),
    ...listWithoutOption(configuration).map(({ path, text }) => `# Add to ${path}: ${text}`),
  ];
  const isDone =
    kernelArguments.every(({ text }) => hasArgument(snapshot.cmdline, text)) &&
    set.every(({ driver }) => isReserving(driver));
  if (isDone || lines.length === 0) return joinWork();
  const step = manualStep({
    title: TITLE,
    lines,
    kernelArguments: kernelArguments.map(({ text }) => text),
    reason: 'NixOS makes its files from one description',
  });
  return joinWork({ manual: [step] });
}

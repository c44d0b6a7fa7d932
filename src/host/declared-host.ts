import { hasArgument } from './kernel-arguments.js';
import { manualStep } from './manual.js';
import type { HostSnapshot } from './model.js';
import type { HostConfiguration } from './plan.js';
import { joinWork, type PlanScope, type Wanted } from './planning.js';
import { isReserving } from './viability.js';

/** True for a host whose files come from a description of the whole: what is written there is gone with the next one. */
export function isDeclared({ distro }: HostSnapshot): boolean {
  return distro.id === 'nixos';
}

/** Leave the description to the reader; once the kernel runs with it, and devices are with vfio-pci, it is done. */
export function declare({ snapshot, set }: PlanScope, configuration: HostConfiguration) {
  const { kernelArguments } = configuration;
  const lines = formatDescription(configuration);
  const isDone =
    kernelArguments.every(({ text }) => hasArgument(snapshot.cmdline, text)) &&
    set.every(({ driver }) => isReserving(driver));
  if (isDone || lines.length === 0) return joinWork();
  const step = manualStep({
    title: 'Add this to the configuration of NixOS, then run: nixos-rebuild boot',
    lines,
    kernelArguments: kernelArguments.map(({ text }) => text),
    reason: 'NixOS makes its files from one description',
  });
  return joinWork({ manual: [step] });
}

/** @see https://search.nixos.org/options, NixOS 25.05 */
function formatDescription(configuration: HostConfiguration): string[] {
  const { kernelArguments, modprobe, initramfsModules, modules, udevRules } = configuration;
  const list = (name: string, wanted: readonly Wanted[]) =>
    wanted.length === 0 ? [] : [`${name} = [ ${wanted.map(({ text }) => JSON.stringify(text)).join(' ')} ];`];
  const text = (name: string, wanted: readonly Wanted[]) =>
    wanted.length === 0 ? [] : [`${name} = ''`, ...wanted.map((line) => `  ${line.text}`), "'';"];
  return [
    ...list('boot.kernelParams', kernelArguments),
    ...list('boot.initrd.kernelModules', initramfsModules),
    ...list('boot.kernelModules', modules),
    ...text('boot.extraModprobeConfig', modprobe),
    ...text('boot.initrd.services.udev.rules', udevRules),
    ...text('services.udev.extraRules', udevRules),
  ];
}

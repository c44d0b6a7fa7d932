import { parseCmdline } from '../cmdline.js';
import type { HostConfiguration, HostPlan } from '../plan.js';
import { nixLines, nixString } from './nix-text.js';
import { commentLines, describeLines, describeManualStep, describePlan } from './plan-comment.js';
import { listOpenSteps } from './plan-parts.js';
import type { PlanRenderer } from './renderer.js';

type Wanted = HostConfiguration['modprobe'];

const BLACKLIST = /^blacklist\s+(\S+)$/;

/**
 * A module of NixOS, out of what the host shall have: the host is made from it as a whole, so no file is written and no
 * command is run.
 *
 * @see NixOS 24.05 options: boot.kernelParams, boot.initrd.kernelModules, boot.extraModprobeConfig, services.udev.extraRules
 */
export const nixosRenderer: PlanRenderer = {
  name: 'nixos',
  summary: 'A module for NixOS, to be named in "imports"',
  isRunnable: true,
  render(plan) {
    const lines = listOptions(plan);
    const others = plan.configuration.fileLines.filter(({ path }) => !isRules(path) && !isSysctl(path));
    return [
      ...[
        ...describePlan(plan),
        ...commentLines(NOTES),
        ...describeLines(others),
        ...listOpenSteps(plan).flatMap(describeManualStep),
      ].map((line) => `# ${line}`),
      '{ ... }:',
      '{',
      ...lines.map((line) => (line === '' ? '' : `  ${line}`)),
      '}',
      '',
    ].join('\n');
  },
};

const NOTES: readonly string[] = [
  'Name this file in "imports" of /etc/nixos/configuration.nix, then run: nixos-rebuild boot',
];

function listOptions(plan: HostPlan): string[] {
  const { kernelArguments, modprobe, initramfsModules, modules, udevRules, fileLines } = plan.configuration;
  const parameters = kernelArguments.flatMap(({ text, reason }) =>
    parseCmdline(text).map((parameter) => ({ text: parameter.text, reason })),
  );
  const blacklist = modprobe.flatMap(({ text, reason }) => {
    const [, module] = BLACKLIST.exec(text) ?? [];
    return module === undefined ? [] : [{ text: module, reason }];
  });
  const config = modprobe.filter(({ text }) => !BLACKLIST.test(text));
  const rules = fileLines.filter(({ path }) => isRules(path));
  return [
    ...list('boot.kernelParams', parameters),
    ...list('boot.initrd.kernelModules', initramfsModules),
    ...list('boot.kernelModules', modules),
    ...list('boot.blacklistedKernelModules', blacklist),
    ...text('boot.extraModprobeConfig', config),
    ...fileLines.filter(({ path }) => isSysctl(path)).flatMap(sysctl),
    ...text('services.udev.extraRules', [...udevRules, ...rules]),
    ...text('boot.initrd.services.udev.rules', udevRules),
  ];
}

const isRules = (path: string) => path.startsWith('/etc/udev/rules.d/');
const isSysctl = (path: string) => path.startsWith('/etc/sysctl.d/');

/** `KEY = VALUE` of sysctl.d. */
function sysctl({ text, reason }: Wanted[number]): string[] {
  const [key = '', value = ''] = text.split('=').map((part) => part.trim());
  return [
    ...commentLines([reason]).map((line) => `# ${line}`),
    `boot.kernel.sysctl.${nixString(key)} = ${nixString(value)};`,
  ];
}

/** A list keeps its order; a reason stands above the first of those that share it. */
function list(option: string, items: Wanted): string[] {
  if (items.length === 0) return [];
  const lines = items.flatMap(({ text, reason }, index) => [
    ...(items[index - 1]?.reason === reason ? [] : commentLines([reason]).map((line) => `  # ${line}`)),
    `  ${nixString(text)}`,
  ]);
  return [`${option} = [`, ...lines, '];'];
}

function text(option: string, items: Wanted): string[] {
  if (items.length === 0) return [];
  const reasons = [...new Set(items.map(({ reason }) => reason))];
  // What is indented here is indented once more in the module.
  const [open, ...rest] = nixLines(
    items.map((item) => item.text),
    '',
  );
  return [
    ...commentLines(reasons).map((line) => `# ${line}`),
    `${option} = ${open}`,
    ...rest.slice(0, -1),
    `${rest.at(-1)};`,
  ];
}

import { parseCmdline } from './cmdline.js';
import { nixLines, nixString } from './nix-text.js';
import type { HostConfiguration } from './plan.js';

type Wanted = HostConfiguration['modprobe'];

/** Writes reasons down as lines of a comment, or leaves them out. */
export type Comment = (reasons: readonly string[]) => readonly string[];

const BLACKLIST = /^blacklist\s+(\S+)$/;
const NO_COMMENT: Comment = () => [];

/**
 * Write what a host shall have as options of NixOS, in lines that stand in a module.
 *
 * @see NixOS 24.05 options: boot.kernelParams, boot.initrd.kernelModules, boot.extraModprobeConfig, services.udev.extraRules
 */
export function formatNixosOptions(configuration: HostConfiguration, comment: Comment = NO_COMMENT): string[] {
  const { kernelArguments, modprobe, initramfsModules, modules, udevRules, fileLines } = configuration;
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
    ...formatList('boot.kernelParams', parameters, comment),
    ...formatList('boot.initrd.kernelModules', initramfsModules, comment),
    ...formatList('boot.kernelModules', modules, comment),
    ...formatList('boot.blacklistedKernelModules', blacklist, comment),
    ...formatText('boot.extraModprobeConfig', config, comment),
    ...fileLines.filter(({ path }) => isSysctl(path)).flatMap((line) => formatSysctl(line, comment)),
    ...formatText('services.udev.extraRules', [...udevRules, ...rules], comment),
    ...formatText('boot.initrd.services.udev.rules', udevRules, comment),
  ];
}

/** Lines of files for which NixOS has no option here. */
export function listWithoutOption({ fileLines }: HostConfiguration): HostConfiguration['fileLines'] {
  return fileLines.filter(({ path }) => !isRules(path) && !isSysctl(path));
}

const isRules = (path: string) => path.startsWith('/etc/udev/rules.d/');
const isSysctl = (path: string) => path.startsWith('/etc/sysctl.d/');

/** `KEY = VALUE` of sysctl.d. */
function formatSysctl({ text, reason }: Wanted[number], comment: Comment): string[] {
  const [key = '', value = ''] = text.split('=').map((part) => part.trim());
  return [...comment([reason]), `boot.kernel.sysctl.${nixString(key)} = ${nixString(value)};`];
}

/** A list keeps its order; a reason stands above the first of those that share it. */
function formatList(option: string, items: Wanted, comment: Comment): string[] {
  if (items.length === 0) return [];
  const lines = items.flatMap(({ text, reason }, index) => [
    ...(items[index - 1]?.reason === reason ? [] : comment([reason]).map((line) => `  ${line}`)),
    `  ${nixString(text)}`,
  ]);
  return [`${option} = [`, ...lines, '];'];
}

function formatText(option: string, items: Wanted, comment: Comment): string[] {
  if (items.length === 0) return [];
  // What is indented here is indented once more in the module.
  const [open, ...rest] = nixLines(
    items.map((item) => item.text),
    '',
  );
  return [
    ...comment([...new Set(items.map(({ reason }) => reason))]),
    `${option} = ${open}`,
    ...rest.slice(0, -1),
    `${rest.at(-1)};`,
  ];
}

import { type KernelParameter, parseCmdline } from './cmdline.js';

/** Parameters whose value is a list that may hold more than is asked for. Of most, only the last occurrence counts. */
const LISTS: ReadonlySet<string> = new Set(['vfio_pci.ids', 'pcie_acs_override', 'intel_iommu', 'iommu']);

/** The last occurrence of a parameter, which is the one that counts. */
export function findParameter(cmdline: string | null, name: string): KernelParameter | undefined {
  return parseCmdline(cmdline ?? '').findLast((parameter) => parameter.name === name);
}

/** True where a command line has what an argument asks for. An argument of two words has them side by side. */
export function hasArgument(cmdline: string | null, argument: string): boolean {
  const present = parseCmdline(cmdline ?? '');
  const asked = parseCmdline(argument);
  if (asked.length > 1) {
    return present.some((_, at) => asked.every(({ name, value }, index) => isSame(present[at + index], name, value)));
  }
  const [wanted] = asked;
  if (wanted === undefined) return true;
  const counting = present.findLast(({ name }) => name === wanted.name);
  if (!LISTS.has(wanted.name)) return isSame(counting, wanted.name, wanted.value);
  const items = splitList(counting?.value);
  return counting !== undefined && splitList(wanted.value).every((item) => items.includes(item));
}

/**
 * Add arguments to a command line. Nothing of it goes away: a list that is there grows in its place, all else is
 * added at the end, or in front of what is for init.
 */
export function addArguments(cmdline: string, wanted: readonly string[]): string {
  return wanted.filter((argument) => !hasArgument(cmdline, argument)).reduce(addArgument, cmdline);
}

/** The word of a command line in whose place an argument comes, none where it is new. */
export function findReplaced(cmdline: string | null, argument: string): string[] {
  const [wanted] = parseCmdline(argument);
  const present = wanted && findParameter(cmdline, wanted.name);
  return present === undefined || present.text === argument ? [] : [present.text];
}

/** The items of a list, without empty ones. */
export function splitList(value: string | null | undefined): string[] {
  return (value ?? '').split(',').filter((item) => item !== '');
}

/** Items of two lists, each once, in their order. */
export function joinLists(...lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())];
}

function addArgument(cmdline: string, argument: string): string {
  const [wanted] = parseCmdline(argument);
  const own = wanted && LISTS.has(wanted.name) ? findParameter(cmdline, wanted.name) : undefined;
  if (wanted !== undefined && own?.value && !own.text.includes('"')) {
    const value = joinLists(splitList(own.value), splitList(wanted.value)).join(',');
    const at = cmdline.lastIndexOf(own.text);
    const text = `${own.text.slice(0, own.text.indexOf('=') + 1)}${value}`;
    return `${cmdline.slice(0, at)}${text}${cmdline.slice(at + own.text.length)}`;
  }
  const forInit = / -- /.exec(` ${cmdline} `)?.index;
  const [head, tail] =
    forInit === undefined ? [cmdline, ''] : [cmdline.slice(0, forInit), ` ${cmdline.slice(forInit).trimStart()}`];
  const end = /\s*$/.exec(head)?.index ?? head.length;
  const space = end === 0 ? '' : ' ';
  return `${head.slice(0, end)}${space}${argument}${tail === '' ? head.slice(end) : tail}`;
}

function isSame(parameter: KernelParameter | undefined, name: string, value: string | null): boolean {
  return parameter !== undefined && parameter.name === name && parameter.value === value;
}

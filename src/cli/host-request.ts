import { type ParsedFlags, usageError } from './flags.js';

/** The arguments of a flag that may be given again, or hold several with commas. */
export function listArguments({ given }: ParsedFlags, name: string): string[] {
  const values = given.filter((flag) => flag.name === name).flatMap(({ argument }) => (argument ?? '').split(','));
  return values.filter((value) => value !== '');
}

const UNITS_KIB: Readonly<Record<string, number>> = { K: 1, M: 1024, G: 1024 * 1024 };

/** Read how many pages of which size: `1G=16`. */
export function readHugepages(text: string): { sizeKiB: number; count: number } {
  const [, size, unit = '', count] = /^([1-9][0-9]{0,5})([KMG])=([1-9][0-9]{0,8})$/.exec(text) ?? [];
  if (size === undefined) throw usageError(`Expected --hugepages to be SIZE=N such as 1G=16, found "${text}"`);
  return { sizeKiB: Number(size) * (UNITS_KIB[unit] ?? 1), count: Number(count) };
}

/** The last number that fits into libvirt's sets of host CPUs (VIR_DOMAIN_CPUMASK_LEN, libvirt 9.0). */
export const LAST_CPU = 16383;

/** The first and the last number of a stretch without gaps. */
export type CpuRange = readonly [first: number, last: number];

/**
 * Read a set of host CPUs or guest nodes as libvirt does: `0-3,^2,8` is 0, 1, 3 and 8. A `^` takes one number out of
 * what stands before it.
 *
 * @returns the stretches from low to high; undefined for what libvirt refuses, the empty set among it
 * @see virBitmapParse in libvirt 9.0.0
 */
export function parseCpuRanges(text: string): CpuRange[] | undefined {
  const items: { readonly isIn: boolean; readonly low: number; readonly high: number }[] = [];
  let highest = 0;
  for (const item of text.replace(/,\s*$/, '').split(',')) {
    const match = /^\s*(?:\^([0-9]+)|([0-9]+)(?:\s*-\s*([0-9]+))?)\s*$/.exec(item);
    if (match === null) return undefined;
    const [, excluded, first = excluded, last = first] = match;
    const [low, high] = [Number(first), Number(last)];
    if (high < low || high > LAST_CPU) return undefined;
    items.push({ isIn: excluded === undefined, low, high });
    highest = Math.max(highest, high);
  }
  const [only, ...others] = items;
  // Nearly every set is one stretch.
  if (only !== undefined && others.length === 0) return only.isIn ? [[only.low, only.high]] : undefined;
  const isIn = new Uint8Array(highest + 2);
  for (const item of items) isIn.fill(item.isIn ? 1 : 0, item.low, item.high + 1);
  const ranges: CpuRange[] = [];
  for (let first = isIn.indexOf(1); first >= 0; ) {
    const end = isIn.indexOf(0, first);
    ranges.push([first, end - 1]);
    first = isIn.indexOf(1, end);
  }
  return ranges.length === 0 ? undefined : ranges;
}

/** The same as numbers, from low to high. */
export function parseCpuset(text: string): number[] | undefined {
  const ranges = parseCpuRanges(text);
  return ranges && listCpus(ranges);
}

/** The numbers in these stretches. */
export function listCpus(ranges: readonly CpuRange[]): number[] {
  return ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, index) => first + index));
}

/** How many they are. */
export function countCpus(ranges: readonly CpuRange[]): number {
  return ranges.reduce((count, [first, last]) => count + last - first + 1, 0);
}

/** What of the first set is not in the second; the stretches of both go from low to high. */
export function subtractCpuRanges(ranges: readonly CpuRange[], others: readonly CpuRange[]): CpuRange[] {
  return ranges.flatMap(([first, last]) => {
    const rest: CpuRange[] = [];
    let next = first;
    for (const [low, high] of others) {
      if (low > last) break;
      if (high < next) continue;
      if (low > next) rest.push([next, low - 1]);
      next = high + 1;
    }
    return next > last ? rest : [...rest, [next, last] as const];
  });
}

/** Write a set as libvirt prints it. */
export function formatCpuRanges(ranges: readonly CpuRange[]): string {
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

/** The same of numbers that go from low to high. */
export function formatCpuset(numbers: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const number of numbers) {
    const range = ranges.at(-1);
    if (range !== undefined && range[1] === number - 1) range[1] = number;
    else ranges.push([number, number]);
  }
  return formatCpuRanges(ranges);
}

/** True where a text means this set, however it is written. */
export function isCpuset(text: string | undefined, numbers: readonly number[]): boolean {
  const parsed = parseCpuRanges(text ?? '');
  return parsed !== undefined && formatCpuRanges(parsed) === formatCpuset(numbers);
}

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
  return parseCpuRanges(text)?.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
}

/** Write a set as libvirt prints it; `numbers` go from low to high. */
export function formatCpuset(numbers: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const number of numbers) {
    const range = ranges.at(-1);
    if (range !== undefined && range[1] === number - 1) range[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

/** True where a text means this set, however it is written. */
export function isCpuset(text: string | undefined, numbers: readonly number[]): boolean {
  const parsed = parseCpuset(text ?? '');
  return parsed !== undefined && formatCpuset(parsed) === formatCpuset(numbers);
}

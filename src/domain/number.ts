const NUMBER = /^\+?(0x[0-9a-f]+|0[0-7]*|[1-9][0-9]*)$/i;
const OCTAL = /^0[0-7]/;

/** What was read before: a domain writes the same few numbers again and again. */
const known = new Map<string, number>();
const MOST_KNOWN = 1000;
const LONGEST_KNOWN = 10;

/**
 * Read a number as libvirt does in most attributes, with C's base 0: `26`, `0x1a` and `032` are the same.
 *
 * @returns undefined for anything else, and for an attribute that is absent
 * @see virStrToLong_uip in libvirt 9.0.0
 */
export function readNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const before = known.get(text);
  if (before !== undefined) return before;
  const [, digits] = NUMBER.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const number = OCTAL.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  if (known.size < MOST_KNOWN && text.length <= LONGEST_KNOWN) known.set(text, number);
  return number;
}

/** Read a number as libvirt does where it takes decimal digits only, such as counts of vCPUs and sizes: `010` is ten. */
export function readDecimal(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\+?[0-9]+$/.test(text) ? Number.parseInt(text.trim(), 10) : undefined;
}

/** True for 1, 2, 4 and so on. */
export function isPowerOfTwo(value: number): boolean {
  return value >= 1 && Number.isInteger(Math.log2(value)) && 2 ** Math.log2(value) === value;
}

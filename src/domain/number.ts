const NUMBER = /^\+?(0x[0-9a-f]+|0[0-7]*|[1-9][0-9]*)$/i;
const OCTAL = /^0[0-7]/;

/** Numbers as libvirt writes them, which most of a domain are: hexadecimal ones of one byte, and small decimal ones. */
const USUAL = new Map<string, number>();
for (let number = 0; number < 256; number += 1) {
  const digits = number.toString(16);
  USUAL.set(`0x${digits}`, number).set(`0x${digits.padStart(2, '0')}`, number);
  if (number < 100) USUAL.set(String(number), number);
}
USUAL.set('0x0000', 0);

/**
 * Read a number as libvirt does in most attributes, with C's base 0: `26`, `0x1a` and `032` are the same.
 *
 * @returns undefined for anything else, and for an attribute that is absent
 * @see virStrToLong_uip in libvirt 9.0.0
 */
export function readNumber(text: string | undefined): number | undefined {
  const usual = text === undefined ? undefined : USUAL.get(text);
  if (usual !== undefined) return usual;
  const [, digits] = NUMBER.exec(text?.trim() ?? '') ?? [];
  if (digits === undefined) return undefined;
  return OCTAL.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
}

/** Read a number as libvirt does where it takes decimal digits only, such as counts of vCPUs and sizes: `010` is ten. */
export function readDecimal(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  // Of at most two characters the usual ones are decimal numbers.
  const usual = text.length < 3 ? USUAL.get(text) : undefined;
  if (usual !== undefined) return usual;
  return /^\s*\+?[0-9]+$/.test(text) ? Number.parseInt(text.trim(), 10) : undefined;
}

/** True for 1, 2, 4 and so on. */
export function isPowerOfTwo(value: number): boolean {
  return value >= 1 && Number.isInteger(Math.log2(value)) && 2 ** Math.log2(value) === value;
}

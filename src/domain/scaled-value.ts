import { readDecimal } from './number.js';

/** What each letter of a unit multiplies once more: `M` is K and M. */
const LETTERS = 'kmgtpe';

/**
 * Read a size as libvirt does: digits to the base of ten, and a unit. A letter alone and `GiB` count by 1024, `GB` by
 * 1000; case does not matter. Where the unit is missing, each element has a default of its own.
 *
 * @returns bytes; undefined for what libvirt would refuse
 * @see virParseScaledValue and virScaleInteger in libvirt 9.0.0
 */
export function readScaledBytes(
  digits: string | undefined,
  unit: string | undefined,
  defaultUnit: 'bytes' | 'KiB' | 'MiB',
): number | undefined {
  const size = readDecimal(digits);
  const scale = unitBytes((unit || defaultUnit).toLowerCase());
  return size === undefined || scale === undefined ? undefined : size * scale;
}

function unitBytes(unit: string): number | undefined {
  if (/^(b|bytes?)$/.test(unit)) return 1;
  const [, letter = '', suffix] = /^([kmgtpe])(ib|b)?$/.exec(unit) ?? [];
  return letter === '' ? undefined : (suffix === 'b' ? 1000 : 1024) ** (LETTERS.indexOf(letter) + 1);
}

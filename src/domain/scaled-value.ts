import { readDecimal } from './number.js';

/** Bytes in a unit, by its name in lower case: a letter multiplies once more, so `m` is K and M. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ...['b', 'byte', 'bytes'].map((unit) => [unit, 1] as const),
  ...[...'kmgtpe'].flatMap((letter, index) => [
    [letter, 1024 ** (index + 1)] as const,
    [`${letter}ib`, 1024 ** (index + 1)] as const,
    [`${letter}b`, 1000 ** (index + 1)] as const,
  ]),
]);

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
  const scale = UNITS.get((unit || defaultUnit).toLowerCase());
  return size === undefined || scale === undefined ? undefined : size * scale;
}

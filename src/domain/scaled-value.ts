/** Factors of libvirt's units for sizes, in lower case (virScaleInteger, libvirt 9.0: case does not matter). */
const POWERS = 'kmgtpe';

/**
 * Read a size as libvirt does, with its unit: `M` and `MiB` are 1024 times 1024 bytes, `MB` is 1000 times 1000.
 *
 * @returns bytes; undefined for what libvirt would not read
 */
export function readScaledBytes(text: string, unit = 'b'): number | undefined {
  if (!/^[0-9]+$/.test(text)) return undefined;
  const [, letter = '', suffix = ''] = /^([kmgtpe]?)(|b|ib)$/.exec(unit.toLowerCase()) ?? [];
  if (letter === '') return /^(b|bytes?|)$/i.test(unit) ? Number(text) : undefined;
  return Number(text) * (suffix === 'b' ? 1000 : 1024) ** (POWERS.indexOf(letter) + 1);
}

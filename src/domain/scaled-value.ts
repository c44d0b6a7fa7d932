import type { XmlElement } from '../xml/node.js';

/** What each letter of a unit multiplies once more: `M` is K and M. */
const LETTERS = 'kmgtpe';

/**
 * Read an amount of memory as libvirt does, in bytes: digits to the base of ten, and a unit in the attribute `unit`. A
 * letter alone and `GiB` count by 1024, `GB` by 1000; without a unit it is KiB.
 *
 * @returns undefined for what libvirt would refuse
 * @see virParseScaledValue and virScaleInteger in libvirt 9.0.0
 */
export function readScaledBytes(element: XmlElement): number | undefined {
  const unit = element.attribute('unit')?.toLowerCase() ?? '';
  if (!/^[0-9]+$/.test(element.text)) return undefined;
  const scale = unit === '' ? 1024 : unitBytes(unit);
  return scale === undefined ? undefined : Number(element.text) * scale;
}

function unitBytes(unit: string): number | undefined {
  if (/^(b|bytes?)$/.test(unit)) return 1;
  const [, letter = '', suffix] = /^([kmgtpe])(ib|b)?$/.exec(unit) ?? [];
  return letter === '' ? undefined : (suffix === 'b' ? 1000 : 1024) ** (LETTERS.indexOf(letter) + 1);
}

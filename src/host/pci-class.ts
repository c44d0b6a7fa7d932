import type { PciFunction } from './model.js';

/** True for a function of a base class, or of a base class and subclass: `isOfClass(device, '03')`. */
export function isOfClass(device: Pick<PciFunction, 'class'>, ...prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => device.class?.startsWith(prefix) ?? false);
}

/** True for what can show a picture: VGA, XGA and other displays; a 3D controller (0302) has no outputs. */
export function isDisplay(device: Pick<PciFunction, 'class'>): boolean {
  return isOfClass(device, '0300', '0301', '0380', '0001');
}

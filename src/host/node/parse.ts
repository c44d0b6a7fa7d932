/** Read a decimal number, null for anything else. */
export function readInteger(text: string | undefined): number | null {
  return text !== undefined && /^-?[0-9]{1,15}$/.test(text) ? Number(text) : null;
}

/** Read the hexadecimal digits of a file such as `vendor` (`0x10de`), null for another count of them. */
export function readHex(text: string | undefined, digits: number): string | null {
  const match = /^(?:0x)?([0-9a-f]+)$/i.exec(text ?? '');
  return match?.[1]?.length === digits ? match[1].toLowerCase() : null;
}

/** Read a switch of sysfs: `1`, `Y`, `0`, `N`; null for anything else. */
export function readSwitch(text: string | undefined): boolean | null {
  if (text === '1' || text === 'Y') return true;
  return text === '0' || text === 'N' ? false : null;
}

/** Read a list of CPUs (`0-7,16`), null where it is none. */
export function readCpuList(text: string | undefined): string | null {
  return text !== undefined && /^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$/.test(text) ? text : null;
}

/** Null in place of what is empty or absent. */
export function orNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

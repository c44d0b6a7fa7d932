/** A UUID as libvirt writes it. */
export const CANONICAL_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Write a UUID the way libvirt does, lower case in five groups. It reads one whatever its case and hyphens
 * (virUUIDParse, libvirt 9.0).
 *
 * @returns undefined where there are not 32 hexadecimal digits
 */
export function canonicalUuid(text: string): string | undefined {
  if (CANONICAL_UUID.test(text)) return text;
  const digits = text.replace(/[-\s]/g, '').toLowerCase();
  const groups = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(digits);
  return groups?.slice(1).join('-');
}

/** True where both texts are the same UUID, however written. */
export function isSameUuid(one: string, other: string): boolean {
  const uuid = canonicalUuid(one);
  return uuid !== undefined && uuid === canonicalUuid(other);
}

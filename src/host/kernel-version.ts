/**
 * Whether a kernel is of a version or newer, by its release (`6.8.12-4-pve`).
 *
 * @returns undefined where the release is unknown
 */
export function isKernelAtLeast(release: string | null, major: number, minor: number): boolean | undefined {
  const match = /^([0-9]+)\.([0-9]+)/.exec(release ?? '');
  if (match === null) return undefined;
  const [ownMajor, ownMinor] = [Number(match[1]), Number(match[2])];
  return ownMajor === major ? ownMinor >= minor : ownMajor > major;
}

/** True for a file that has only what ptx writes, by its name. */
export function isOwnFile(path: string): boolean {
  return /(^|[-.])ptx([-.]|$)/.test(path.slice(path.lastIndexOf('/') + 1));
}

/** A file that was read. */
export interface OpenedFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Read a file as it is: nothing is taken away from its front or put in place of its bytes.
 *
 * @throws TypeError for what is not UTF-8
 */
export async function readFile(file: File): Promise<OpenedFile> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return { name: file.name, text: decoder.decode(await file.arrayBuffer()) };
}

/** True for what is a host snapshot rather than a domain. */
export function isSnapshot({ name, text }: OpenedFile): boolean {
  return /\.json$/i.test(name) || text.trimStart().startsWith('{');
}

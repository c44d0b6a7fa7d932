import type { Flag } from '../flags.js';

/**
 * Find the connection that a command line names, for the names of its domains: that of the last `--connect`. It asks for
 * no password, which nobody expects from the Tab key.
 *
 * @param words before the one that is being typed, as bash gives them, with their quotes
 * @see https://libvirt.org/uri.html: `no_tty` of the transport ssh
 */
export function findConnection(flags: readonly Flag[], words: readonly string[]): string | undefined {
  const flag = flags.find(({ name }) => name === 'connect');
  if (flag === undefined) return undefined;
  const [long, short] = [`--${flag.name}`, `-${flag.short}`];
  const values = words.flatMap((word, index) => {
    if (word === long || word === short) return words[index + 1] ?? [];
    const start = [`${long}=`, short].find((each) => word.startsWith(each));
    return start === undefined ? [] : word.slice(start.length);
  });
  const uri = values.at(-1)?.replaceAll(/\\(.)|['"]/g, '$1');
  return uri === undefined ? undefined : withoutPassword(uri);
}

function withoutPassword(uri: string): string {
  if (!/^[^:]*\+ssh:/.test(uri)) return uri;
  return `${uri}${uri.includes('?') ? '&' : '?'}no_tty=1`;
}

/** A parameter of the kernel, as it stands on the command line. */
export interface KernelParameter {
  /** Name as it is compared: dashes are underscores, as in `vfio_pci.ids`. */
  readonly name: string;
  /** What follows the first `=`, without its quotes; null where there is none. */
  readonly value: string | null;
  /** As written. */
  readonly text: string;
}

/**
 * Split a command line as the kernel does: at white space outside of double quotes, up to a lone `--`, behind which
 * everything is for init. Names compare with dashes and underscores alike.
 *
 * @see next_arg in lib/cmdline.c and parameq in kernel/params.c of Linux 6.12
 */
export function parseCmdline(cmdline: string): KernelParameter[] {
  const words: string[] = cmdline.match(/(?:"[^"]*"?|[^\s"])+/g) ?? [];
  const end = words.indexOf('--');
  return (end === -1 ? words : words.slice(0, end)).map((text) => {
    const word = unquote(text);
    const at = word.indexOf('=');
    const name = (at === -1 ? word : word.slice(0, at)).replaceAll('-', '_');
    return { name, value: at === -1 ? null : unquote(word.slice(at + 1)), text };
  });
}

/** The parameters of a name, in order; which of them counts depends on the parameter. */
export function listParameters(cmdline: string | null, name: string): KernelParameter[] {
  const wanted = name.replaceAll('-', '_');
  return parseCmdline(cmdline ?? '').filter((parameter) => parameter.name === wanted);
}

function unquote(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1) : text;
}

/** QEMU's `-cpu`, read. */
export interface CpuArgument {
  readonly model: string;
  /** What counts of each flag, in the order of their first mention; names with dashes. */
  readonly flags: ReadonlyMap<string, string>;
}

/**
 * Read the value of `-cpu` as QEMU does: `+x` and `-x` count for more than `x=…`, a name alone means on, `_` is `-`.
 *
 * @see x86_cpu_parse_featurestr in QEMU 7.2
 */
export function readCpuArgument(text: string): CpuArgument {
  const [model = '', ...items] = text.split(',');
  const flags = new Map<string, string>();
  const forced = new Map<string, string>();
  for (const item of items) {
    const [, sign, key = '', value] = /^([+-]?)([^=]*)(?:=(.*))?$/s.exec(item) ?? [];
    const name = key.replaceAll('_', '-');
    if (sign === '-' || (sign === '+' && forced.get(name) !== 'off')) forced.set(name, sign === '+' ? 'on' : 'off');
    else if (sign === '') flags.set(name, value ?? 'on');
  }
  return { model, flags: new Map([...flags, ...forced]) };
}

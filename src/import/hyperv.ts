/** What `enable-hyperv` switches on, by QEMU's names without `hv-`; `time` is the timer that it adds to both. */
const BASIC = ['relaxed', 'vapic', 'spinlocks', 'vendor-id', 'time'];
const FULL = [
  ...BASIC,
  ...['vpindex', 'runtime', 'synic', 'stimer', 'stimer-direct', 'reset'],
  ...['frequencies', 'reenlightenment', 'tlbflush', 'ipi', 'avic'],
];

/** The smaller set of `enable-hyperv` that holds these enlightenments, and those that neither set holds. */
export function chooseHypervSet(names: readonly string[]): {
  set: 'basic' | 'full';
  missing: string[];
  extra: string[];
} {
  const set = names.every((name) => BASIC.includes(name) || !FULL.includes(name)) ? 'basic' : 'full';
  const members = set === 'basic' ? BASIC : FULL;
  return {
    set,
    missing: names.filter((name) => !members.includes(name)),
    extra: members.filter((name) => !names.includes(name)),
  };
}

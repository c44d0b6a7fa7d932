/** What people write for a word that libvirt knows: the words of switches, of QEMU and of virt-install. */
const OTHER_WORDS: readonly (readonly [words: readonly string[], meant: readonly string[]])[] = [
  [
    ['on', 'yes', 'true', 'enable', 'enabled', '1'],
    ['on', 'yes', 'require'],
  ],
  [
    ['off', 'no', 'false', 'disable', 'disabled', '0'],
    ['off', 'no', 'disable'],
  ],
  [['required'], ['require']],
  [['host'], ['host-passthrough']],
  [['max'], ['maximum']],
];

/** The one of the words known that another word stands for, undefined where it stands for none of them. */
export function readOtherWord(text: string, known: readonly string[]): string | undefined {
  const word = text.trim().toLowerCase();
  for (const [words, meant] of OTHER_WORDS) {
    if (words.includes(word)) return meant.find((candidate) => known.includes(candidate));
  }
  return undefined;
}

/** What people write where libvirt takes `on` and `off` alone. */
const MEANINGS: Readonly<Record<string, 'on' | 'off'>> = {
  on: 'on',
  yes: 'on',
  true: 'on',
  enable: 'on',
  enabled: 'on',
  '1': 'on',
  off: 'off',
  no: 'off',
  false: 'off',
  disable: 'off',
  disabled: 'off',
  '0': 'off',
};

/** The `on` or `off` that a word means, undefined where it means neither. */
export function readSwitchWord(text: string): 'on' | 'off' | undefined {
  const word = text.trim().toLowerCase();
  return Object.hasOwn(MEANINGS, word) ? MEANINGS[word] : undefined;
}

/** True for the two words that libvirt takes. */
export function isSwitch(text: string): boolean {
  return text === 'on' || text === 'off';
}

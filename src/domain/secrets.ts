/** Raw QEMU arguments that carry a key or a password, and what to call it. */
const ARGUMENTS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/\bosk"?\s*[=:]/, 'the key of the Apple SMC'],
  [/\bpassword"?\s*[=:](?!\s*"?(?:on|off|yes|no|true|false)\b)/, 'a password'],
  [/^secret,.*\bdata=/, 'a secret'],
];

/** What a raw QEMU argument gives away, undefined where that is nothing. */
export function findSecretInArgument(value: string): string | undefined {
  return ARGUMENTS.find(([pattern]) => pattern.test(value))?.[1];
}

/** True for the name of a variable that is likely to hold a secret. */
export function isSecretName(name: string): boolean {
  return /PASSW|SECRET|TOKEN/i.test(name);
}

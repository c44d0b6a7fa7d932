/** Raw QEMU arguments that carry a key or a password: what all have to fit, and what to call it. */
const ARGUMENTS: readonly (readonly [patterns: readonly RegExp[], what: string])[] = [
  [[/\bosk"?\s*[=:]/], 'the key of the Apple SMC'],
  [[/\bpassword"?\s*[=:](?!\s*"?(?:on|off|yes|no|true|false)\b)/], 'a password'],
  [[/^secret,|"qom-type"\s*:\s*"secret"/, /\bdata"?\s*[=:]/], 'a secret'],
  // By -fw_cfg and -smbios; where they name a file, the secret is not here.
  [[/\bio\.systemd\.credential/, /\b(?:string|value)=/], 'a credential for the guest'],
];

/** What a raw QEMU argument gives away, undefined where that is nothing. */
export function findSecretInArgument(value: string): string | undefined {
  return ARGUMENTS.find(([patterns]) => patterns.every((pattern) => pattern.test(value)))?.[1];
}

/** True for the name of a variable that is likely to hold a secret. */
export function isSecretName(name: string): boolean {
  return /PASSW|SECRET|TOKEN/i.test(name);
}

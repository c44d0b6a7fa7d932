import type { XmlElement } from '../xml/node.js';
import type { DomainReader } from './domain-reader.js';
import { listQemuArguments } from './qemu-arguments.js';
import { listQemuBlocks, listQemuChildren } from './qemu-namespace.js';

/** Raw QEMU arguments that carry a key or a password: what all have to fit, and what to call it. */
const ARGUMENTS: readonly (readonly [patterns: readonly RegExp[], what: string])[] = [
  [[/\bosk"?\s*[=:]/], 'the key of the Apple SMC'],
  [[/\bpassword"?\s*[=:](?!\s*"?(?:on|off|yes|no|true|false)\b)/], 'a password'],
  [[/^secret,|"qom-type"\s*:\s*"secret"/, /\bdata"?\s*[=:]/], 'a secret'],
  // By -fw_cfg and -smbios; where they name a file, the secret is not here.
  [[/\bio\.systemd\.credential/, /\b(?:string|value)=/], 'a credential for the guest'],
];

/** What a raw QEMU argument gives away, undefined where that is nothing. */
function findSecretInArgument(value: string): string | undefined {
  return ARGUMENTS.find(([patterns]) => patterns.every((pattern) => pattern.test(value)))?.[1];
}

/** True for the name of a variable that is likely to hold a secret. */
function isSecretName(name: string): boolean {
  return /PASSW|SECRET|TOKEN/i.test(name);
}

/** A secret that stands in a domain: the value of an attribute, or the text of the element. */
export interface Secret {
  readonly kind: 'password' | 'cookie' | 'entry' | 'argument' | 'variable';
  readonly element: XmlElement;
  readonly attribute?: string;
  /** What a raw argument of QEMU gives away. */
  readonly what?: string;
}

/**
 * List every secret of a domain: passwords, cookies of disks, keys in raw QEMU arguments and credentials for the guest.
 * What ptx hides where it shows a domain, and what it calls a secret in one, are these.
 */
export function listSecrets(domain: DomainReader): Secret[] {
  const secrets: Secret[] = [];
  addOwn(domain.root, secrets);
  for (const element of listQemuArguments(domain)) {
    const what = findSecretInArgument(element.attribute('value') ?? '');
    if (what !== undefined) secrets.push({ kind: 'argument', element, attribute: 'value', what });
  }
  for (const element of listQemuBlocks(domain, 'commandline').flatMap((block) => listQemuChildren(block, 'env'))) {
    const isSecret = isSecretName(element.attribute('name') ?? '') && element.attribute('value');
    if (isSecret) secrets.push({ kind: 'variable', element, attribute: 'value' });
  }
  return secrets;
}

/** Add what an element and all below it hold by themselves. */
function addOwn(element: XmlElement, secrets: Secret[]): void {
  if (PASSWORD_IN_TAG.test(element.startTag)) {
    for (const { name, value } of element.attributes) {
      if (PASSWORD.test(name) && value !== '') secrets.push({ kind: 'password', element, attribute: name });
    }
  }
  const kind = kindOfText(element);
  if (kind !== undefined) secrets.push({ kind, element });
  for (const child of element.children) if (child.kind === 'element') addOwn(child, secrets);
}

/** The name of an attribute that holds a password, whatever its prefix; and a tag that may have one. */
const PASSWORD = /^(?:.*:)?passw(?:or)?d$/i;
const PASSWORD_IN_TAG = /passw(?:or)?d\s*=/i;

/** What systemd or an installer of the guest reads as a credential. */
const CREDENTIAL = /credential|passw|secret|token/i;

/** A cookie for the server of a disk, or an entry of what the guest is told; undefined where the text is no secret. */
function kindOfText(element: XmlElement): 'cookie' | 'entry' | undefined {
  const { name, parent } = element;
  const isKnown = name === 'entry' || (name === 'cookie' && parent?.name === 'cookies');
  if (!isKnown || element.text === '' || element.elements.length > 0) return undefined;
  if (name === 'cookie') return 'cookie';
  return CREDENTIAL.test(`${element.attribute('name') ?? ''} ${element.text}`) ? 'entry' : undefined;
}

import type { XmlElement } from '../xml/node.js';
import { Domain } from './domain.js';
import { DomainDraft } from './domain-draft.js';
import { listQemuArguments } from './qemu-arguments.js';
import { listQemuBlocks, listQemuChildren } from './qemu-namespace.js';
import { findSecretInArgument, isSecretName } from './secrets.js';

/** What is shown in the place of a secret. */
export const HIDDEN = '(hidden)';

/**
 * A copy of a domain to be shown: passwords, cookies of disks, keys in raw QEMU arguments and credentials for the guest
 * are replaced, and nothing else.
 *
 * @see virDomainGraphicsAuthDefFormatAttr and virDomainDiskSourceFormat, libvirt 9.0.0: what `--security-info` adds
 */
export function hideSecrets(domain: Domain): Domain {
  const draft = new DomainDraft(domain);
  const hide = (element: XmlElement, attribute: string) => draft.setAttribute(element, attribute, HIDDEN, '');
  for (const element of draft.root.descendants()) {
    for (const { name } of element.attributes) if (/^(?:.*:)?passw(?:or)?d$/i.test(name)) hide(element, name);
    if (holdsSecretText(element)) draft.setText(element, HIDDEN, '');
  }
  for (const argument of listQemuArguments(draft)) {
    if (findSecretInArgument(argument.attribute('value') ?? '') !== undefined) hide(argument, 'value');
  }
  for (const block of listQemuBlocks(draft, 'commandline')) {
    for (const variable of listQemuChildren(block, 'env')) {
      if (isSecretName(variable.attribute('name') ?? '') && variable.attribute('value') !== undefined)
        hide(variable, 'value');
    }
  }
  const shown = draft.print();
  return shown === domain.xml ? domain : new Domain(shown);
}

/** A cookie for the server of a disk, or what systemd or an installer of the guest reads as a credential. */
function holdsSecretText(element: XmlElement): boolean {
  if (element.elements.length > 0) return false;
  if (element.name === 'cookie') return element.parent?.name === 'cookies';
  if (element.name !== 'entry') return false;
  return /credential|passw|secret|token/i.test(`${element.attribute('name') ?? ''} ${element.text}`);
}

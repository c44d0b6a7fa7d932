import { Domain, parseDomain } from './domain.js';
import { DomainDraft } from './domain-draft.js';
import { DomainView } from './domain-reader.js';
import { listSecrets, type Secret } from './secrets.js';

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
  for (const { element, attribute } of listSecrets(draft)) {
    if (attribute === undefined) draft.setText(element, HIDDEN, '');
    else draft.setAttribute(element, attribute, HIDDEN, '');
  }
  const shown = draft.print();
  return shown === domain.xml ? domain : new Domain(shown);
}

/** The same, with a star for each character, so that everything else stays in its place. */
export function maskSecrets(domain: Domain): Domain {
  const source = domain.xml;
  let [masked, taken] = ['', 0];
  const spans = listSecrets(new DomainView(domain)).map(spanOf);
  for (const [start, end] of spans.sort(([a], [b]) => a - b)) {
    if (start < taken) continue;
    masked += source.slice(taken, start) + mask(source.slice(start, end));
    taken = end;
  }
  return masked === '' ? domain : new Domain(masked + source.slice(taken));
}

/** A text of which pieces are shown, with its secrets masked: as far as can be told where it is no document. */
export function maskSecretsOfText(text: string): string {
  if (!MAY_HOLD_SECRET.test(text)) return text;
  try {
    return maskSecrets(parseDomain(text)).xml;
  } catch {
    return text.replace(
      /(passw(?:or)?d\s*=\s*|osk=|data=)("[^"]*"|'[^']*'|[^\s"'<>]+)/gi,
      (_, name, value) => name + mask(value),
    );
  }
}

/** A text without any of these holds no secret; letters of it may be written as references. */
const MAY_HOLD_SECRET = /passw|secret|token|credential|cookie|osk|data=|&#/i;

function mask(secret: string): string {
  return secret === HIDDEN ? secret : secret.replace(/[^\r\n]/g, '*');
}

/** Where in the source a secret stands. */
function spanOf({ element, attribute }: Secret): [start: number, end: number] {
  const { start, startTag, endTag, end } = element;
  const found = element.attributes.find(({ name }) => name === attribute);
  if (found !== undefined) return [start + found.valueStart, start + found.valueEnd];
  return [start + startTag.length, end - endTag.length];
}

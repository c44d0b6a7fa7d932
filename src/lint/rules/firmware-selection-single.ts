import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/**
 * The firmware is either named or left to libvirt. Before 9.2 libvirt takes no file beside `firmware=`; later versions
 * write the file that they chose there themselves.
 */
export const firmwareSelectionSingle = defineRule({
  name: 'firmware-selection-single',
  summary: 'The firmware is either chosen by libvirt or named by file',
  about: ['os/loader', 'os/nvram'],
  why: 'Before 9.2 libvirt refuses a domain whose <os> asks it to choose the firmware and that names a loader, or a template for its variables, as well. Newer versions write both when they save a domain, so that a dump of theirs meets this on an older host.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#bios-bootloader',
  checked: 'virDomainDefOSValidate, libvirt 9.0.0',
  messages: {
    loader: {
      text: 'Beside firmware="{firmware}" libvirt before 9.2 takes no {what} of <loader>',
      cure: 'Remove it, or remove the attribute "firmware" of <os>',
      effect: 'refused',
    },
    template: {
      text: 'Beside firmware="{firmware}" libvirt before 9.2 takes no template for the variables',
      cure: 'Remove it, or remove the attribute "firmware" of <os>',
      effect: 'refused',
    },
  },
  check({ domain, isAtLeast, report }) {
    if (isAtLeast('libvirt', '9.2')) return;
    const firmware = domain
      .findAll('os')
      .find((os) => os.attribute('firmware') !== undefined)
      ?.attribute('firmware');
    if (firmware === undefined) return;
    const loader = domain.find('os/loader');
    const part = loader === undefined ? undefined : findNamingPart(loader);
    if (loader !== undefined && part !== undefined) {
      const what = part === 'text' ? 'path' : `"${part.slice(1)}"`;
      report({ message: 'loader', at: loader, part, data: { firmware, what } });
    }
    const nvram = domain.find('os/nvram');
    if (nvram?.attribute('template') !== undefined) {
      report({ message: 'template', at: nvram, part: '@template', data: { firmware } });
    }
  },
});

/** What of a loader names the firmware; `secure="yes"` and `stateless` only ask for a kind. */
function findNamingPart(loader: XmlElement): 'text' | `@${string}` | undefined {
  if (loader.attribute('readonly') !== undefined) return '@readonly';
  if (loader.attribute('type') !== undefined) return '@type';
  if (loader.attribute('secure') === 'no') return '@secure';
  return loader.text === '' ? undefined : 'text';
}

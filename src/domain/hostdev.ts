import { type Markup, markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { addDevice, listDevices } from './devices.js';
import type { DomainDraft } from './domain-draft.js';
import type { DomainReader } from './domain-reader.js';

/** Every `<hostdev>` of a type, such as `usb`. */
export function listHostdevs(draft: DomainReader, type: string): XmlElement[] {
  return listDevices(draft, 'hostdev').filter((device) => device.attribute('type') === type);
}

/** Add a `<hostdev>`. */
export function addHostdev(
  draft: DomainDraft,
  attributes: Readonly<Record<string, string | undefined>>,
  source: Markup,
  reason: string,
): XmlElement {
  return addDevice(draft, markup('hostdev', { mode: 'subsystem', ...attributes }, [source]), reason);
}

import { type Markup, markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { listDevices } from './devices.js';
import type { DomainDraft } from './domain-draft.js';
import type { DomainReader } from './domain-reader.js';

/** Every `<hostdev>` of a type, such as `usb`. */
export function listHostdevs(draft: DomainReader, type: string): XmlElement[] {
  return listDevices(draft).filter((device) => device.name === 'hostdev' && device.attribute('type') === type);
}

/** Add a `<hostdev>` behind those that are there, as libvirt numbers their aliases in this order. */
export function addHostdev(
  draft: DomainDraft,
  attributes: Readonly<Record<string, string | undefined>>,
  source: Markup,
  reason: string,
): XmlElement {
  const last = listDevices(draft).findLast((device) => device.name === 'hostdev');
  const devices = last?.parent ?? draft.ensure('devices', {}, reason);
  return draft.add(devices, markup('hostdev', { mode: 'subsystem', ...attributes }, [source]), reason);
}

import type { XmlElement } from '../xml/node.js';
import { listDevices } from './devices.js';
import type { DomainDraft } from './domain-draft.js';
import { isX86Guest } from './machine.js';
import { readNumber } from './number.js';

/** Ports of each controller model (virDomainUSBAddressControllerModelToPorts, libvirt 9.0). */
const PORTS: Readonly<Record<string, number>> = {
  'piix3-uhci': 2,
  'piix4-uhci': 2,
  'vt82c686b-uhci': 2,
  ehci: 6,
  'ich9-ehci1': 6,
  // The companions of ich9-ehci1 serve the same six ports.
  'ich9-uhci1': 0,
  'ich9-uhci2': 0,
  'ich9-uhci3': 0,
  'pci-ohci': 3,
  'nec-xhci': 4,
  'qemu-xhci': 4,
};
const PORTS_OF_HUB = 8;

/**
 * Refuse one more USB device where USB is switched off, or where every port is taken by an address: libvirt adds a
 * hub where ports run short, which needs a free port itself (qemuDomainUSBAddressAddHubs, libvirt 9.0).
 *
 * @throws PtxError CONFLICT
 */
export function requireUsbPort(draft: DomainDraft): void {
  const devices = listDevices(draft);
  const controllers = devices.filter((device) => device.name === 'controller' && device.attribute('type') === 'usb');
  const off = controllers.find((controller) => controller.attribute('model') === 'none');
  if (off !== undefined) {
    throw draft.refusal('CONFLICT', 'USB is switched off by controller model "none"', off, 'Remove that first');
  }
  const [first] = controllers;
  if (first === undefined) return;
  const hubs = devices.filter((device) => device.name === 'hub' && device.attribute('type') === 'usb');
  const taken = devices.filter((device) => hubs.includes(device) || hasUsbPort(device)).length;
  const ports = controllers.reduce((sum, controller) => sum + portsOf(draft, controller), hubs.length * PORTS_OF_HUB);
  if (taken < ports) return;
  const hint = 'Add a USB controller, or take the <address> out of a USB device, which then moves';
  throw draft.refusal('CONFLICT', `All ${ports} USB ports of the guest are taken`, first, hint);
}

function hasUsbPort(device: XmlElement): boolean {
  const address = device.child('address');
  return address?.attribute('type') === 'usb' && address.attribute('port') !== undefined;
}

/** Without a model libvirt chooses piix3-uhci on x86; elsewhere it depends. */
function portsOf(draft: DomainDraft, controller: XmlElement): number {
  const model = controller.attribute('model') ?? (isX86Guest(draft) ? 'piix3-uhci' : '');
  const chosen = model.endsWith('xhci') ? readNumber(controller.attribute('ports')) : undefined;
  return chosen ?? PORTS[model] ?? Number.POSITIVE_INFINITY;
}

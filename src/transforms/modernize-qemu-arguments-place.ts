import { controllerIndex, listGuestPciDevices, listPciControllers } from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { hasFreeSlot } from '../domain/guest-slot.js';
import { machineFamily } from '../domain/machine.js';
import { isSamePciAddress, pciAddressAttributes } from '../domain/pci-address.js';
import { type QemuProperties, readQemuBoolean } from '../domain/qemu-option.js';
import { type Markup, markup } from '../xml/fragment.js';

/** The properties of a PCI device that say where it sits in the guest. */
export const PLACE_PROPERTIES = ['bus', 'addr', 'multifunction'];

const ADDR = /^(?:0x)?([0-9a-f]{1,2})(?:\.(?:0x)?([0-7]))?$/i;

/**
 * The `<address>` that puts a device where `bus=` and `addr=` put it; none where QEMU chooses, as libvirt then does.
 *
 * @returns text where libvirt cannot say it
 */
export function readPlace(draft: DomainDraft, properties: QemuProperties): Markup[] | string {
  const busName = properties.get('bus');
  const addr = properties.get('addr');
  const multifunction = readQemuBoolean(properties.get('multifunction') ?? 'off');
  if (multifunction === undefined) return 'QEMU would refuse one of its values';
  const bus = busName === undefined ? 0 : readBus(draft, busName);
  if (bus === undefined) return `Bus "${busName}" is none that <controller> declares`;
  if (addr === undefined && bus === 0) return hasFreeSlot(draft) ? [] : 'All PCI slots of the guest are taken';
  const match = ADDR.exec(addr ?? '0');
  if (match === null) return `Address "${addr}" cannot be read`;
  const guest = { domain: 0, bus, slot: Number.parseInt(match[1] as string, 16), function: Number(match[2] ?? 0) };
  // libvirt keeps slot 0 of the root bus for the host bridge, and slot 31 for what the chipset has there on q35.
  const isReserved = bus === 0 && (guest.slot === 0 || (guest.slot === 31 && machineFamily(draft) === 'q35'));
  if (guest.slot > 31 || isReserved || (bus !== 0 && !hasSlot(draft, bus, guest.slot))) {
    return `libvirt puts no device at address "${addr}" of that bus`;
  }
  const holder = listGuestPciDevices(draft).find((other) => isSamePciAddress(other.guest, guest));
  if (holder !== undefined) return `Its place in the guest is taken by <${holder.device.name}>`;
  const more = multifunction ? { multifunction: 'on' } : {};
  return [markup('address', { type: 'pci', ...pciAddressAttributes(guest), ...more })];
}

/** libvirt calls the bus of a controller `pci.INDEX`, on q35 the root `pcie.0`. */
function readBus(draft: DomainDraft, name: string): number | undefined {
  if (name === (machineFamily(draft) === 'q35' ? 'pcie.0' : 'pci.0')) return 0;
  const index = Number(/^pci\.([1-9][0-9]*)$/.exec(name)?.[1]);
  return listPciControllers(draft).some((controller) => controllerIndex(controller) === index) ? index : undefined;
}

/** A port has slot 0 alone, a bridge all others. */
function hasSlot(draft: DomainDraft, bus: number, slot: number): boolean {
  const controller = listPciControllers(draft).find((each) => controllerIndex(each) === bus);
  const model = controller?.attribute('model') ?? '';
  return slot === 0 ? /^pcie-(root|switch-downstream)-port$/.test(model) : /^(pci|pcie-to-pci)-bridge$/.test(model);
}

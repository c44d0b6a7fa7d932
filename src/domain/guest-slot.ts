import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import {
  controllerIndex,
  type GuestPciDevice,
  listDevices,
  listGuestPciDevices,
  listInGuestSlot,
  listPciControllers,
  readGuestPciAddress,
} from './devices.js';
import type { DomainDraft } from './domain-draft.js';
import type { DomainReader } from './domain-reader.js';
import { findPredecessor } from './element-order.js';
import { hasRootPorts, type MachineFamily, machineFamily } from './machine.js';
import { readNumber } from './number.js';
import { formatPciSlot, isSamePciAddress, isSamePciSlot, type PciSlot, pciAddressAttributes } from './pci-address.js';

/** A device that is to share a guest slot, and the function number that it should get there where it is free. */
export interface SlotMember {
  readonly device: XmlElement;
  readonly function: number;
}

const SLOT_REASON = 'Functions of one card share one guest slot, as on the host';
const PORT_REASON = 'A card gets a root port of its own';

/** First slot of pci.0 on i440fx that nothing claims by default: 0 is the host bridge, 1 PIIX3, 2 the primary video. */
const FIRST_FREE_SLOT = 3;
const LAST_SLOT = 31;
const LAST_BUS = 255;

/**
 * Put devices into one guest slot, with `multifunction='on'` on its function 0. A member that already is function 0
 * of a slot keeps its place and the others join it; otherwise the slot is a new one, on q35 behind a new root port.
 *
 * @param bus guest bus to use instead
 * @throws PtxError CONFLICT where the bus or all slots are taken, TARGET_NOT_FOUND where the bus does not exist,
 * DOMAIN_UNSUPPORTED where the machine type has no PCI bus
 */
export function ensureSharedSlot(draft: DomainDraft, members: readonly SlotMember[], bus?: number): void {
  const devices = new Set(members.map(({ device }) => device));
  const others = listGuestPciDevices(draft).filter(({ device }) => !devices.has(device));
  const placed = members.flatMap(({ device }) => readGuestPciAddress(device) ?? []);
  const slot =
    bus === undefined ? (findAnchor(placed, others) ?? newSlot(draft, others)) : slotOnBus(draft, others, placed, bus);
  assignFunctions(draft, members, slot, new Set(listInGuestSlot(others, slot).map(({ guest }) => guest.function)));
}

/**
 * True where libvirt finds a place for one more device that has none. On i440fx it adds a bridge behind a slot that is
 * left, so that it finds none where all have an address, those of bridges too; on q35 it adds a root port.
 */
export function hasFreeSlot(draft: DomainDraft): boolean {
  if (machineFamily(draft) !== 'i440fx') return true;
  const placed = listGuestPciDevices(draft);
  const bridges = listPciControllers(draft).filter((each) =>
    /^pci-(bridge|expander-bus)$/.test(each.attribute('model') ?? ''),
  );
  return [0, ...bridges.map(controllerIndex)].some((bus) => {
    // Without a primary video slot 2 is as good as any.
    const first = bus === 0 ? FIRST_FREE_SLOT - 1 : 1;
    const taken = placed.filter(({ guest }) => guest.bus === bus && guest.slot >= first).map(({ guest }) => guest.slot);
    return new Set(taken).size <= LAST_SLOT - first;
  });
}

/**
 * Refuse one more device where libvirt finds no place for it.
 *
 * @throws PtxError CONFLICT
 */
export function requireFreeSlot(draft: DomainDraft): void {
  if (hasFreeSlot(draft)) return;
  const hint = 'Use convert-to-q35 first';
  throw draft.refusal('CONFLICT', 'All PCI slots of the guest are taken', draft.find('devices'), hint);
}

/** The slot whose function 0 is a member, and nobody else's as well. */
function findAnchor(placed: readonly GuestPciDevice[], others: readonly GuestPciDevice[]): PciSlot | undefined {
  const isOwn = ({ guest }: GuestPciDevice) =>
    guest.function === 0 && !others.some((other) => isSamePciAddress(other.guest, guest));
  return placed.find(isOwn)?.guest;
}

function assignFunctions(
  draft: DomainDraft,
  members: readonly SlotMember[],
  slot: PciSlot,
  foreign: ReadonlySet<number>,
): void {
  const taken = new Set(foreign);
  const waiting: SlotMember[] = [];
  const hasFunctionZero = members.some((member) => member.function === 0);
  for (const member of members) {
    const guest = readGuestPciAddress(member.device)?.guest;
    // The card's function 0 is the guest's as well, and nothing else is.
    const isRight = !hasFunctionZero || (guest?.function === 0) === (member.function === 0);
    if (guest !== undefined && isSamePciSlot(guest, slot) && !taken.has(guest.function) && isRight) {
      taken.add(guest.function);
      if (guest.function === 0 && members.length > 1) setMultifunction(draft, member.device);
    } else {
      waiting.push(member);
    }
  }
  waiting.sort((a, b) => a.function - b.function);
  for (const [index, { device, function: wanted }] of waiting.entries()) {
    const isFirst = index === 0 && !taken.has(0);
    const number = isFirst ? 0 : taken.has(wanted) ? lowestFree(taken) : wanted;
    if (number > 7) throw draft.refusal('CONFLICT', `Guest slot ${formatPciSlot(slot)} has no free function`, device);
    taken.add(number);
    place(draft, device, slot, number, number === 0 && members.length > 1);
  }
}

function place(draft: DomainDraft, device: XmlElement, slot: PciSlot, number: number, isMultifunction: boolean): void {
  const attributes = {
    type: 'pci',
    ...pciAddressAttributes({ ...slot, function: number }),
    ...(isMultifunction ? { multifunction: 'on' } : {}),
  };
  const address = device.child('address');
  if (address === undefined) {
    draft.add(device, markup('address', attributes), SLOT_REASON);
    return;
  }
  draft.align(address, attributes, SLOT_REASON);
  if (number !== 0) draft.removeAttribute(address, 'multifunction', SLOT_REASON);
}

function setMultifunction(draft: DomainDraft, device: XmlElement): void {
  draft.setAttribute(device.child('address') as XmlElement, 'multifunction', 'on', SLOT_REASON);
}

function newSlot(draft: DomainDraft, others: readonly GuestPciDevice[]): PciSlot {
  return hasRootPorts(requirePciMachine(draft))
    ? { domain: 0, bus: addRootPort(draft), slot: 0 }
    : freeSlot(draft, others, 0);
}

function requirePciMachine(draft: DomainDraft): MachineFamily {
  const family = machineFamily(draft);
  if (family !== 'other') return family;
  const type = draft.find('os/type');
  const machine = type?.attribute('machine') ?? '';
  throw draft.refusal('DOMAIN_UNSUPPORTED', `Machine "${machine}" has no PCI slots that ptx knows`, type);
}

function slotOnBus(
  draft: DomainDraft,
  others: readonly GuestPciDevice[],
  placed: readonly GuestPciDevice[],
  bus: number,
): PciSlot {
  const family = requirePciMachine(draft);
  const onBus = placed.filter(({ guest }) => guest.bus === bus);
  const own = findAnchor(onBus, others);
  if (own !== undefined) return own;
  const controller = listPciControllers(draft).find((candidate) => controllerIndex(candidate) === bus);
  if (hasRootPorts(family)) return slotBehindPort(draft, others, bus, controller);
  if (bus !== 0 && controller === undefined) {
    const hint = 'Leave "guest.bus" out, or name the index of a PCI controller';
    throw draft.refusal('TARGET_NOT_FOUND', `There is no PCI bus ${bus} in the guest`, draft.find('devices'), hint);
  }
  return freeSlot(draft, others, bus);
}

function slotBehindPort(
  draft: DomainDraft,
  others: readonly GuestPciDevice[],
  bus: number,
  controller: XmlElement | undefined,
): PciSlot {
  const model = bus === 0 ? 'pcie-root' : (controller?.attribute('model') ?? 'pcie-root-port');
  if (!/^pcie-(root-port|switch-downstream-port)$/.test(model)) {
    const hint = 'Choose a bus behind a root port, or leave "guest.bus" out';
    throw draft.refusal('CONFLICT', `Guest bus ${bus} is a ${model}, which takes no card`, controller, hint);
  }
  const holder = others.find(({ guest }) => guest.bus === bus);
  if (holder !== undefined) {
    throw draft.refusal('CONFLICT', `Guest bus ${bus} is taken by <${holder.device.name}>`, holder.device);
  }
  if (controller === undefined) insertRootPort(draft, bus);
  return { domain: 0, bus, slot: 0 };
}

/**
 * The highest free slot: libvirt fills buses from below, so that devices without an address stay where they were. As
 * it may need one slot more for a bridge, the last one is left to it where such devices exist.
 */
function freeSlot(draft: DomainDraft, others: readonly GuestPciDevice[], bus: number): PciSlot {
  const taken = new Set(others.filter(({ guest }) => guest.bus === bus).map(({ guest }) => guest.slot));
  const free: number[] = [];
  for (let slot = LAST_SLOT; slot >= (bus === 0 ? FIRST_FREE_SLOT : 1); slot -= 1)
    if (!taken.has(slot)) free.push(slot);
  const needed = listDevices(draft).some((device) => device.child('address') === undefined) ? 2 : 1;
  if (free.length >= needed) return { domain: 0, bus, slot: free[0] as number };
  const bridges = listPciControllers(draft).filter((controller) => controller.attribute('model') === 'pci-bridge');
  const next = bridges.map((bridge) => controllerIndex(bridge) ?? 0).find((index) => index > bus);
  if (next !== undefined) return freeSlot(draft, others, next);
  throw draft.refusal('CONFLICT', `PCI bus ${bus} of the guest has no free slot`);
}

/**
 * Declare a root port behind all others and return its bus. libvirt chooses its address and port.
 */
function addRootPort(draft: DomainDraft): number {
  const buses = listGuestPciDevices(draft).map(({ guest }) => guest.bus);
  const bus = [...listBusNumbers(draft), ...buses].reduce((highest, number) => Math.max(highest, number), 0) + 1;
  insertRootPort(draft, bus);
  return bus;
}

/** The indexes of all PCI controllers; libvirt gives one without an index the lowest that is free. */
function listBusNumbers(draft: DomainReader): number[] {
  const controllers = listPciControllers(draft).filter(
    (controller) => !/^pcie?-root$/.test(controller.attribute('model') ?? ''),
  );
  const numbers = new Set([0, ...controllers.flatMap((controller) => controllerIndex(controller) ?? [])]);
  for (const controller of controllers) {
    if (controllerIndex(controller) === undefined) numbers.add(lowestFree(numbers));
  }
  return [...numbers];
}

/**
 * Declare a root port behind the other PCI controllers.
 *
 * @throws PtxError CONFLICT for a bus above 255, libvirt's last (virDomainControllerDefParseXML, 9.0), or for one with
 * more root ports before it than q35 has places for
 */
export function insertRootPort(draft: DomainDraft, bus: number): void {
  if (bus > LAST_BUS) throw draft.refusal('CONFLICT', `PCI bus ${bus} is above the last one of the guest, ${LAST_BUS}`);
  refuseTooManyPorts(draft, bus);
  const devices = draft.ensure('devices', {}, PORT_REASON);
  const controllers = listPciControllers(draft);
  const last = controllers.at(-1);
  const parent = last?.parent ?? devices;
  // libvirt 9.0 takes the index as chassis even where another controller has that one, also for the ports with which it
  // fills gaps in the numbering, and QEMU then does not start.
  const chassis = controllers.flatMap(chassisNumbers);
  const target = chassis.includes(bus) ? [markup('target', { chassis: String(Math.max(bus, ...chassis) + 1) })] : [];
  const controller = markup('controller', { type: 'pci', index: String(bus), model: 'pcie-root-port' }, target);
  draft.insert(parent, controller, last ?? findPredecessor(parent, 'controller'), PORT_REASON);
}

/** Slots 0x01 to 0x1e of pcie-root; the chipset has the other two (q35 of libvirt 9.0). */
const PORT_SLOTS = 30;
const FUNCTIONS = 8;

/** libvirt fills every number below a bus with a root port, eight of them in a slot of pcie-root. */
function refuseTooManyPorts(draft: DomainDraft, bus: number): void {
  if (machineFamily(draft) !== 'q35') return;
  const others = listPciControllers(draft).filter((each) => each.attribute('model') !== 'pcie-root-port');
  const ports = bus - others.filter((each) => (controllerIndex(each) ?? 0) > 0).length;
  const room = PORT_SLOTS * FUNCTIONS;
  if (ports <= room) return;
  throw draft.refusal('CONFLICT', `PCI bus ${bus} needs ${ports} root ports, and q35 has places for ${room}`);
}

function chassisNumbers(controller: XmlElement): number[] {
  const target = controller.child('target');
  return ['chassis', 'chassisNr'].flatMap((name) => readNumber(target?.attribute(name)) ?? []);
}

function lowestFree(taken: ReadonlySet<number>): number {
  let number = 0;
  while (taken.has(number)) number += 1;
  return number;
}

/** Bring about that what is left in a guest slot has a function 0: the lowest of it. A guest looks no further without one. */
export function keepFunctionZero(draft: DomainDraft, slot: PciSlot): void {
  const left = listInGuestSlot(listGuestPciDevices(draft), slot).sort((a, b) => a.guest.function - b.guest.function);
  const [lowest] = left;
  if (lowest === undefined || lowest.guest.function === 0) return;
  const reason = `A guest looks into slot ${formatPciSlot(slot)} only where it has a function 0`;
  draft.setAttribute(lowest.address, 'function', '0x0', reason);
  if (left.length > 1) draft.setAttribute(lowest.address, 'multifunction', 'on', reason);
}

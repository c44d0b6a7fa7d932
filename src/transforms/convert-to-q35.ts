import { z } from 'zod/mini';
import {
  controllerIndex,
  type GuestPciDevice,
  listDevices,
  listGuestPciDevices,
  listPciControllers,
  readGuestPciAddress,
} from '../domain/devices.js';
import { listDisks, sortLikeLibvirt } from '../domain/disks.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { insertRootPort } from '../domain/guest-slot.js';
import { machineFamily, x86MachineFamily } from '../domain/machine.js';
import { readNumber } from '../domain/number.js';
import { formatPciSlot, type PciAddress, pciAddressAttributes } from '../domain/pci-address.js';
import { isPcieDevice } from '../domain/pci-connection.js';
import { findQemuOption, listQemuOptions, readQemuProperties } from '../domain/qemu-option.js';
import { requireX86Domain } from '../domain/support.js';
import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { convertIdeDisks } from './convert-to-q35-disks.js';
import { ASKED } from './options.js';
import { defineTransform } from './transform.js';

/**
 * Move a guest from i440fx to q35, so that PCIe devices find PCIe slots: what q35 refuses goes or is rewritten, PCI
 * addresses are left to libvirt, devices that shared a guest slot share one again. MACs, serials, UUID, ACPI indexes
 * and the order of disks stay, and a pinned version stays pinned.
 *
 * @throws PtxError DOMAIN_UNSUPPORTED for machine types other than i440fx and q35, CONFLICT where raw QEMU arguments
 * name a bus of i440fx
 * @see https://libvirt.org/pci-hotplug.html#x86-64-architecture
 */
export const convertToQ35 = defineTransform({
  name: 'convert-to-q35',
  summary: 'Convert an i440fx guest to the PCI Express machine type q35',
  source: 'https://libvirt.org/pci-hotplug.html#x86-64-architecture',
  main: 'machine',
  conflicts: [
    'add-pci-hostdev',
    'remove-pci-hostdev',
    'set-firmware-efi',
    'disable-memballoon',
    'add-usb-hostdev',
    'add-mdev-hostdev',
    'modernize-qemu-arguments',
    'add-viommu',
    'set-mmio-window',
    'add-shmem',
    'remove-emulated-video',
  ],
  example: 'disk.bus=sata',
  options: () =>
    z.strictObject({
      machine: z
        .optional(z.string().check(z.regex(/^(q35|pc-q35-[\w.-]+)$/, 'Expected q35 or pc-q35-VERSION')))
        .check(z.describe('Machine type; default: the q35 twin of a pinned version, else q35')),
      disk: z.optional(
        z.strictObject({
          bus: z
            ._default(z.enum(['sata', 'virtio']), 'sata')
            .check(z.describe('Bus for IDE hard disks; CD-ROMs get sata')),
        }),
      ),
    }),
  plan(draft, { machine, disk }) {
    requireX86Domain(draft);
    const type = draft.find('os/type') as XmlElement;
    const family = machineFamily(draft);
    if (family === 'q35') {
      requireKnownMachine(draft, machine);
      if (machine !== undefined) draft.setAttribute(type, 'machine', machine, ASKED);
      return;
    }
    if (family !== 'i440fx') {
      throw draft.refusal(
        'DOMAIN_UNSUPPORTED',
        `Expected an i440fx machine, found "${type.attribute('machine')}"`,
        type,
      );
    }
    refuseForeignArguments(draft);
    const groups = listSlotGroups(draft);
    setMachine(draft, type, machine);
    convertPciControllers(draft);
    removeIdeControllers(draft);
    convertUsbControllers(draft);
    const grouped = new Set(groups.flat().map(({ address }) => address));
    const alone = listGuestPciDevices(draft).flatMap(({ address }) => (grouped.has(address) ? [] : [address]));
    draft.removeAll(alone, 'Slots of i440fx mean nothing on q35; libvirt assigns new ones');
    convertIdeDisks(draft, disk?.bus ?? 'sata');
    restoreSlotGroups(draft, groups);
    pinFirmwareBuild(draft);
    warnOfNewNics(draft);
  },
});

/** First version with a q35 twin in QEMU 7.2; distributions have names of their own, of which ptx knows no twins. */
const FIRST_TWIN = { major: 2, minor: 4 };

function setMachine(draft: DomainDraft, type: XmlElement, wanted: string | undefined): void {
  requireKnownMachine(draft, wanted);
  const current = type.attribute('machine') ?? 'pc';
  const [, version, major, minor] = /^pc-i440fx-(([0-9]+)\.([0-9]+).*)$/.exec(current) ?? [];
  const isNewEnough = Number(major) * 100 + Number(minor) >= FIRST_TWIN.major * 100 + FIRST_TWIN.minor;
  const machine = wanted ?? (isNewEnough ? `pc-q35-${version}` : 'q35');
  if (wanted === undefined && machine === 'q35' && current !== 'pc') {
    draft.warn(`Machine "${current}" has no q35 twin that ptx knows: the guest gets the newest q35`, type);
  }
  draft.setAttribute(type, 'machine', machine, 'The guest gets PCI Express slots');
}

/** Arguments with which QEMU would not start, although libvirt defines them. */
function refuseForeignArguments(draft: DomainDraft): void {
  for (const { name, value = '', elements } of listQemuOptions(draft)) {
    const machine = /^(M|machine)$/.test(name) ? readQemuProperties(value, 'type')?.get('type') : undefined;
    if (machine !== undefined && x86MachineFamily(machine) === 'i440fx') {
      const hint = 'Take the argument out first: QEMU takes the last machine that it is told';
      throw draft.refusal('CONFLICT', `QEMU argument "${value}" makes the machine i440fx again`, elements[1], hint);
    }
  }
  const bus = findQemuOption(draft, ['device'], (properties) => /^(pci|ide)\.[0-9]/.test(properties.get('bus') ?? ''));
  if (bus === undefined) return;
  const message = `QEMU argument "${bus.attribute('value')}" names a bus that q35 does not have`;
  throw draft.refusal('CONFLICT', message, bus, 'Move the device into <devices>, or take the argument out first');
}

/** A versioned machine type came with the QEMU of that version. */
function requireKnownMachine(draft: DomainDraft, machine: string | undefined): void {
  const version = /^pc-q35-([0-9]+\.[0-9]+)/.exec(machine ?? '')?.[1];
  if (version !== undefined) draft.requireVersion('qemu', version, `Machine "${machine}"`);
}

const CONTROLLER_REASON = 'q35 has pcie-root and root ports in its place';

function convertPciControllers(draft: DomainDraft): void {
  const controllers = listPciControllers(draft);
  const root = controllers.find((controller) => controllerIndex(controller) === 0);
  if (controllers.some((controller) => controller.find('target')?.attribute('hotplug') === 'off')) {
    draft.warn('hotplug="off" of the i440fx root is dropped: on q35 each root port has its own');
  }
  if (controllers.some((controller) => controller.find('target', 'node') !== undefined)) {
    draft.warn('The NUMA node of a pci-expander-bus is dropped with it');
  }
  draft.removeAll(
    controllers.filter((controller) => controller !== root),
    CONTROLLER_REASON,
  );
  if (root === undefined) return;
  draft.setAttribute(root, 'model', 'pcie-root', CONTROLLER_REASON);
  draft.removeAll([...root.childrenNamed('target'), ...root.childrenNamed('model')], CONTROLLER_REASON);
}

/** PIIX3 is also what libvirt makes of a controller without a model. */
const PIIX_MODEL = /^(default|piix3-uhci|piix4-uhci)$/;

function removeIdeControllers(draft: DomainDraft): void {
  draft.removeAll(listControllers(draft, 'ide'), 'q35 has no IDE');
}

function convertUsbControllers(draft: DomainDraft): void {
  const piix = listControllers(draft, 'usb').filter((usb) => PIIX_MODEL.test(usb.attribute('model') ?? 'default'));
  for (const controller of piix) {
    const reason = 'The PIIX3 controller belongs to i440fx; without a model libvirt 9.0 would put it behind a bridge';
    draft.setAttribute(controller, 'model', 'qemu-xhci', reason);
    draft.removeAttribute(controller, 'ports', reason);
    draft.removeAll(controller.childrenNamed('master'), reason);
  }
  if (piix.length > 0) draft.warn('The USB controller is now xHCI: Windows 7 and older have no driver for it', piix[0]);
}

function listControllers(draft: DomainDraft, type: 'ide' | 'usb'): XmlElement[] {
  return listDevices(draft, 'controller').filter((device) => device.attribute('type') === type);
}

/**
 * Devices that share a slot of the guest, apart from those that q35 has at places of their own, and devices of which
 * libvirt would change the order, each alone.
 */
function listSlotGroups(draft: DomainDraft): GuestPciDevice[][] {
  const misplaced = new Set([listPlacedDisks(draft), listPlacedNics(draft)].filter(isOutOfOrder).flat());
  const bySlot = new Map<string, GuestPciDevice[]>();
  for (const placed of listGuestPciDevices(draft)) {
    const { device, guest } = placed;
    if (device.name === 'controller' && /^(pci|usb|ide|sata)$/.test(device.attribute('type') ?? '')) continue;
    const key = formatPciSlot(guest);
    const group = bySlot.get(key);
    if (group === undefined) bySlot.set(key, [placed]);
    else group.push(placed);
  }
  return [...bySlot.entries()]
    .filter(([, group]) => group.length > 1 || group.some(({ device }) => misplaced.has(device)))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => group);
}

/** Virtio disks in the order in which libvirt hands out slots. */
function listPlacedDisks(draft: DomainDraft): XmlElement[] {
  return sortLikeLibvirt(listDisks(draft).filter(({ bus }) => bus === 'virtio')).map(({ element }) => element);
}

function listPlacedNics(draft: DomainDraft): readonly XmlElement[] {
  return listDevices(draft, 'interface');
}

/** True where a guest that numbers devices by their slots has them in another order than libvirt hands slots out. */
function isOutOfOrder(devices: readonly XmlElement[]): boolean {
  const slots = devices.map((device) => readGuestPciAddress(device)?.guest);
  return slots.some((slot, index) => {
    const next = slots[index + 1];
    return slot !== undefined && next !== undefined && formatPciSlot(slot) > formatPciSlot(next);
  });
}

/**
 * Give each group slot 0 of a root port, in their order. A guest looks there only for function 0, so that the lowest
 * becomes that. Behind a root port whose bus is not declared libvirt expects PCIe devices only, so that ports are
 * declared where a group holds a conventional one; the port behind the last keeps room for hotplug.
 */
function restoreSlotGroups(draft: DomainDraft, groups: readonly GuestPciDevice[][]): void {
  if (groups.length > 254) throw draft.refusal('CONFLICT', 'There are more shared guest slots than root ports');
  for (const [index, group] of groups.entries()) {
    const lowest = Math.min(...group.map(({ guest }) => guest.function));
    for (const placed of group) {
      const isLowest = placed.guest.function === lowest;
      movePlace(draft, placed, { domain: 0, bus: index + 1, slot: 0, function: isLowest ? 0 : placed.guest.function });
      if (isLowest && group.length > 1 && placed.address.attribute('multifunction') === undefined) {
        draft.setAttribute(placed.address, 'multifunction', 'on', PLACE_REASON);
      }
    }
  }
  if (groups.flat().every(({ device }) => isPcieDevice(device))) return;
  for (let bus = 1; bus <= groups.length + 1; bus += 1) insertRootPort(draft, bus);
}

const PLACE_REASON = 'Shared slots, and the order of devices, stay as they were on i440fx';

function movePlace(draft: DomainDraft, { address }: GuestPciDevice, place: PciAddress): void {
  for (const [name, value] of Object.entries(pciAddressAttributes(place))) {
    if (readNumber(address.attribute(name) ?? '0') !== readNumber(value)) {
      draft.setAttribute(address, name, value, PLACE_REASON);
    }
  }
}

/** Autoselection would now find the Secure Boot build first (Debian 12), which i440fx never gets. */
function pinFirmwareBuild(draft: DomainDraft): void {
  const os = draft.find('os') as XmlElement;
  const loader = os.child('loader');
  const isBare = os.attribute('firmware') === 'efi' && os.child('firmware') === undefined;
  if (!isBare || loader?.attribute('secure') === 'yes' || (loader?.text ?? '') !== '') return;
  const feature = markup('feature', { enabled: 'no', name: 'secure-boot' });
  draft.add(
    os,
    markup('firmware', {}, [feature]),
    'On q35 libvirt may pick a firmware with Secure Boot, on i440fx never',
  );
}

function warnOfNewNics(draft: DomainDraft): void {
  const [nic] = listDevices(draft, 'interface');
  if (nic === undefined) return;
  draft.warn(
    'Network cards move to other slots: Windows sees new ones and forgets static addresses, Linux may rename them',
    nic,
  );
}

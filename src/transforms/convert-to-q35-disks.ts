import { setPerDeviceBootOrder } from '../domain/boot-order.js';
import {
  type Disk,
  derivedSataPort,
  listDisks,
  type SataPort,
  sataAddressAttributes,
  sataPort,
  sortLikeLibvirt,
  targetName,
} from '../domain/disks.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';

const DISK_REASON = 'q35 has no IDE; the disk keeps its place in the order';

/**
 * Move IDE disks to a bus that q35 has. Each keeps its place in the order of disks and in the boot order; libvirt finds
 * disks by bus and target name, so that both may have to be said anew.
 */
export function convertIdeDisks(draft: DomainDraft, hardDiskBus: 'sata' | 'virtio'): void {
  const disks = listDisks(draft);
  const before = sortLikeLibvirt(disks);
  const ide = before.filter(({ bus }) => bus === 'ide');
  if (ide.length === 0) return;
  const targets = chooseTargets(disks, before, hardDiskBus);
  keepBootDevices(draft, before, sortLikeLibvirt(disks.map((disk) => targets.get(disk.element) ?? disk)));

  const sata = before.filter(({ bus }) => bus === 'sata');
  const ports = sata.map(sataPort);
  for (const disk of sata) fixSataDisk(draft, disk, targets.get(disk.element) ?? disk);
  for (const disk of ide) convertIdeDisk(draft, disk, targets.get(disk.element) as Disk, ports);
  if (ide.some(({ element }) => isHardDisk(element))) {
    const driver = hardDiskBus === 'sata' ? 'AHCI driver (storahci)' : 'virtio driver (viostor)';
    draft.warn(
      `Disks move from IDE to ${hardDiskBus}: Windows needs its ${driver} set to start at boot, else it stops with INACCESSIBLE_BOOT_DEVICE`,
      ide[0]?.element,
    );
  }
}

/** Targets for the IDE disks; where these alone would change the order, for the SATA disks as well. */
function chooseTargets(
  disks: readonly Disk[],
  before: readonly Disk[],
  hardDiskBus: 'sata' | 'virtio',
): Map<XmlElement, Disk> {
  const newBus = ({ element, bus }: Disk) => (bus === 'ide' && isHardDisk(element) ? hardDiskBus : 'sata');
  const ide = before.filter(({ bus }) => bus === 'ide');
  const targets = assignTargets(before, ide, newBus);
  const after = sortLikeLibvirt(disks.map((disk) => targets.get(disk.element) ?? disk));
  if (isSameOrder(before, after)) return targets;
  const both = before.filter(({ bus }) => bus === 'ide' || bus === 'sata');
  return assignTargets(before, both, newBus);
}

function isHardDisk(disk: XmlElement): boolean {
  return (disk.attribute('device') ?? 'disk') === 'disk';
}

/** New buses and target names for some disks, ascending in the given order and unlike all other names. */
function assignTargets(
  all: readonly Disk[],
  moving: readonly Disk[],
  newBus: (disk: Disk) => string,
): Map<XmlElement, Disk> {
  const isMoving = new Set(moving);
  const taken = new Set(all.flatMap((disk) => (isMoving.has(disk) ? [] : [disk.dev])));
  const last = new Map<string, number>();
  const targets = new Map<XmlElement, Disk>();
  for (const disk of moving) {
    const bus = newBus(disk);
    const prefix = bus === 'virtio' ? 'vd' : 'sd';
    let index = Math.max(disk.index, (last.get(bus) ?? -1) + 1);
    while (taken.has(targetName(prefix, index))) index += 1;
    last.set(bus, index);
    targets.set(disk.element, { element: disk.element, bus, dev: targetName(prefix, index), index });
  }
  return targets;
}

function isSameOrder(a: readonly Disk[], b: readonly Disk[]): boolean {
  return a.every(({ element }, index) => element === b[index]?.element);
}

/** Where another disk would now come first, say per device what `<os><boot>` meant. */
function keepBootDevices(draft: DomainDraft, before: readonly Disk[], after: readonly Disk[]): void {
  if (isSameOrder(before, after)) return;
  const hasChanged = [['disk', 'lun'], ['cdrom']].some((kinds) => firstOf(before, kinds) !== firstOf(after, kinds));
  if (hasChanged) setPerDeviceBootOrder(draft);
}

function firstOf(disks: readonly Disk[], kinds: readonly string[]): XmlElement | undefined {
  return disks.find(({ element }) => kinds.includes(element.attribute('device') ?? 'disk'))?.element;
}

/** A SATA disk that was there keeps its port, under another target name where that keeps the order. */
function fixSataDisk(draft: DomainDraft, disk: Disk, target: Disk): void {
  if (target.dev === disk.dev) return;
  const { element } = disk;
  if (element.child('address') === undefined) {
    draft.add(element, markup('address', sataAddressAttributes(sataPort(disk))), DISK_REASON);
  }
  draft.warn(`Disk "${disk.dev}" is now "${target.dev}", so that the order of disks stays`, element);
  draft.setAttribute(element.child('target') as XmlElement, 'dev', target.dev, DISK_REASON);
}

function convertIdeDisk(draft: DomainDraft, { element }: Disk, { bus, dev, index }: Disk, ports: SataPort[]): void {
  const target = element.child('target') as XmlElement;
  draft.align(target, { dev, bus }, DISK_REASON);
  const old = element.childrenNamed('address').filter((address) => (address.attribute('type') ?? 'drive') === 'drive');
  if (bus === 'sata') {
    const port = freeSataPort(derivedSataPort(index), ports);
    ports.push(port);
    const [address, ...rest] = old;
    draft.removeAll(rest, DISK_REASON);
    if (address === undefined) draft.add(element, markup('address', sataAddressAttributes(port)), DISK_REASON);
    else draft.align(address, sataAddressAttributes(port), DISK_REASON);
  } else {
    draft.removeAll(old, DISK_REASON);
    draft.removeAttribute(target, 'rotation_rate', 'libvirt takes a rotation rate on no virtio disk');
  }
  const wwn = element.childrenNamed('wwn');
  if (wwn.length > 0)
    draft.warn(`The WWN of disk "${dev}" is dropped: libvirt takes one only on IDE and SCSI`, element);
  draft.removeAll(wwn, 'libvirt takes a WWN only on IDE and SCSI disks');
  const geometry = element.child('geometry');
  if (geometry !== undefined)
    draft.removeAttribute(geometry, 'trans', 'libvirt takes a translation mode only on IDE disks');
}

function freeSataPort(wanted: SataPort, taken: readonly SataPort[]): SataPort {
  const isTaken = (port: SataPort) =>
    taken.some(({ controller, unit }) => controller === port.controller && unit === port.unit);
  if (!isTaken(wanted)) return wanted;
  let index = 0;
  while (isTaken(derivedSataPort(index))) index += 1;
  return derivedSataPort(index);
}

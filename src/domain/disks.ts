import type { XmlElement } from '../xml/node.js';
import { listDevices } from './devices.js';
import type { DomainReader } from './domain-reader.js';
import { readNumber } from './number.js';

/** A disk with what libvirt sorts and addresses it by. */
export interface Disk {
  readonly element: XmlElement;
  readonly bus: string;
  /** `target/@dev`. */
  readonly dev: string;
  /** Number that libvirt reads out of the target name: `sda` is 0, `sdaa` is 26. */
  readonly index: number;
}

const BUS_BY_PREFIX: Readonly<Record<string, string>> = {
  fd: 'fdc',
  hd: 'ide',
  sd: 'scsi',
  vd: 'virtio',
  xvd: 'xen',
  ubd: 'uml',
};

/** A SATA controller of q35 has ports 0 to 5; libvirt 9.0 also takes 6 at define, which is no port. */
const SATA_PORTS = 6;

/** Every disk with a target, in document order. */
export function listDisks(draft: DomainReader): Disk[] {
  return listDevices(draft, 'disk').flatMap((element) => {
    const target = element.child('target');
    if (target === undefined) return [];
    const dev = target.attribute('dev') ?? '';
    return [{ element, bus: target.attribute('bus') ?? defaultBus(element, dev), dev, index: targetIndex(dev) ?? 0 }];
  });
}

/** The bus that libvirt gives a target which names none. */
function defaultBus(disk: XmlElement, dev: string): string {
  if (disk.attribute('device') === 'floppy') return 'fdc';
  return BUS_BY_PREFIX[/^(?:xvd|ubd|[a-z]{2})/.exec(dev)?.[0] ?? ''] ?? 'ide';
}

function targetIndex(dev: string): number | undefined {
  const letters = /^(?:fd|hd|vd|sd|xvd|ubd)([a-z]+)[0-9]*$/.exec(dev)?.[1];
  if (letters === undefined) return undefined;
  return [...letters].reduce((index, letter) => (index + 1) * 26 + letter.charCodeAt(0) - 97, -1);
}

/** The target name of a number: 0 is `sda`, 26 is `sdaa`. */
export function targetName(prefix: string, index: number): string {
  let letters = '';
  for (let rest = index; rest >= 0; rest = Math.floor(rest / 26) - 1)
    letters = String.fromCharCode(97 + (rest % 26)) + letters;
  return prefix + letters;
}

/**
 * The order in which libvirt keeps disks, and finds the first of a kind to boot from: document order, but disks of one
 * bus together, by target.
 *
 * @see virDomainDiskInsert in libvirt 9.0.0
 */
export function sortLikeLibvirt(disks: readonly Disk[]): Disk[] {
  const sorted: Disk[] = [];
  for (const disk of disks) {
    let at = -1;
    for (let i = sorted.length - 1; i >= 0; i -= 1) {
      const other = sorted[i] as Disk;
      if (other.bus !== disk.bus) continue;
      if (other.index > disk.index) at = i;
      else {
        at = i + 1;
        break;
      }
    }
    sorted.splice(at < 0 ? sorted.length : at, 0, disk);
  }
  return sorted;
}

/** A port of a SATA controller. */
export interface SataPort {
  readonly controller: number;
  readonly unit: number;
}

/** The port that libvirt derives from a target name. */
export function derivedSataPort(index: number): SataPort {
  return { controller: Math.floor(index / SATA_PORTS), unit: index % SATA_PORTS };
}

/** The port that a SATA disk says it has, or that libvirt derives. */
export function sataPort({ element, index }: Disk): SataPort {
  const address = element.childrenNamed('address').find((candidate) => candidate.attribute('type') === 'drive');
  if (address === undefined) return derivedSataPort(index);
  return {
    controller: readNumber(address.attribute('controller')) ?? 0,
    unit: readNumber(address.attribute('unit')) ?? 0,
  };
}

/** The attributes of a `<address>` for a SATA port. */
export function sataAddressAttributes({ controller, unit }: SataPort): Record<string, string> {
  return { type: 'drive', controller: String(controller), bus: '0', target: '0', unit: String(unit) };
}

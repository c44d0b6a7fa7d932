import type { DomainReader } from '../domain/domain-reader.js';
import { findUefi } from '../domain/firmware.js';
import { guestArch, machineFamily } from '../domain/machine.js';
import type { XmlElement } from '../xml/node.js';
import type { FirmwareFacts, LoaderFacts, MachineFacts, NvramFacts } from './inspection.js';
import { attributeOf, locationOf, textOf, yesNoOf } from './read.js';

/** The machine type. */
export function inspectMachine(domain: DomainReader): MachineFacts {
  const type = domain.find('os/type');
  const machine = attributeOf(type, 'machine');
  const smm = domain.find('features/smm');
  return {
    family: machineFamily(domain),
    machine,
    version: machine === null ? null : pinnedVersion(machine),
    ioapicDriver: attributeOf(domain.find('features/ioapic'), 'driver'),
    smm: smm === undefined ? null : (smm.attribute('state') ?? 'on'),
    location: locationOf(domain, type),
  };
}

/** What follows the name of the board: `7.2` of `pc-q35-7.2`. */
function pinnedVersion(machine: string): string | null {
  const board = /^(?:pc-q35|pc-i440fx|pc|virt)-(.+)$/.exec(machine);
  return board?.[1] ?? /^(?:rhel|.*-)([0-9][\w.]*)$/.exec(machine)?.[1] ?? null;
}

/** What the guest boots with. */
export function inspectFirmware(domain: DomainReader): FirmwareFacts {
  const os = domain.findAll('os');
  const auto = os.find((block) => block.attribute('firmware') !== undefined);
  const loader = domain.find('os/loader');
  const hasPath = textOf(loader) !== null;
  return {
    type: firmwareType(domain, auto?.attribute('firmware')),
    selection: auto !== undefined ? 'auto' : hasPath ? 'explicit' : 'default',
    secureBoot: secureBoot(domain, auto, loader),
    enrolledKeys: readFeature(domain, 'enrolled-keys'),
    loader: readLoader(domain, loader),
    nvram: readNvram(domain, domain.find('os/nvram')),
    kernel: textOf(domain.find('os/kernel')),
    location: locationOf(domain, auto ?? loader),
  };
}

function firmwareType(domain: DomainReader, firmware: string | undefined): FirmwareFacts['type'] {
  if (findUefi(domain) !== undefined) return 'uefi';
  if (firmware !== undefined) return firmware === 'bios' ? 'bios' : 'other';
  const arch = guestArch(domain);
  return arch === 'x86_64' || arch === 'i686' ? 'bios' : 'other';
}

/** Without UEFI there is none; where libvirt picks the firmware and nothing is asked for, nobody knows before start. */
function secureBoot(
  domain: DomainReader,
  auto: XmlElement | undefined,
  loader: XmlElement | undefined,
): boolean | null {
  if (firmwareType(domain, auto?.attribute('firmware')) !== 'uefi') return false;
  const asked = readFeature(domain, 'secure-boot');
  if (asked !== null) return asked;
  if (readFeature(domain, 'enrolled-keys') === true) return true;
  const secure = yesNoOf(loader, 'secure');
  return auto === undefined ? secure === true : secure;
}

function readFeature(domain: DomainReader, name: string): boolean | null {
  const features = domain.findAll('os/firmware').flatMap((firmware) => firmware.childrenNamed('feature'));
  return yesNoOf(
    features.findLast((feature) => feature.attribute('name') === name),
    'enabled',
  );
}

function readLoader(domain: DomainReader, loader: XmlElement | undefined): LoaderFacts | null {
  if (loader === undefined) return null;
  return {
    path: textOf(loader),
    type: attributeOf(loader, 'type'),
    readonly: yesNoOf(loader, 'readonly'),
    secure: yesNoOf(loader, 'secure'),
    format: attributeOf(loader, 'format'),
    location: locationOf(domain, loader),
  };
}

function readNvram(domain: DomainReader, nvram: XmlElement | undefined): NvramFacts | null {
  if (nvram === undefined) return null;
  return {
    path: textOf(nvram) ?? attributeOf(nvram.child('source'), 'file'),
    template: attributeOf(nvram, 'template'),
    location: locationOf(domain, nvram),
  };
}

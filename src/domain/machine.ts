import type { DomainReader } from './domain-reader.js';
import { isAtLeast } from './target.js';

/** How a machine type lays out its PCI devices; `other` has no PCI bus that ptx knows. */
export type MachineFamily = 'i440fx' | 'q35' | 'virt' | 'other';

/** The architecture of the guest; one that names none is taken for x86_64, as the hosts that ptx is for are. */
export function guestArch(draft: DomainReader): string {
  return draft.find('os/type')?.attribute('arch') ?? 'x86_64';
}

/** True for the architectures that libvirt calls x86. */
export function isX86Guest(draft: DomainReader): boolean {
  const arch = guestArch(draft);
  return arch === 'x86_64' || arch === 'i686';
}

/**
 * The family of the domain's machine type. QEMU's default on x86 is `pc`, so a missing machine is i440fx there.
 *
 * @see qemuDomainMachineIsQ35 and qemuDomainMachineIsI440FX in libvirt 9.0.0
 */
export function machineFamily(draft: DomainReader): MachineFamily {
  return draft.read(readMachineFamily);
}

function readMachineFamily(draft: DomainReader): MachineFamily {
  const machine = draft.find('os/type')?.attribute('machine');
  if (!isX86Guest(draft)) return /^virt(-|$)/.test(machine ?? '') ? 'virt' : 'other';
  return machine === undefined ? 'i440fx' : x86MachineFamily(machine);
}

/** The family of a machine type of an x86 guest. */
export function x86MachineFamily(machine: string): MachineFamily {
  if (machine === 'q35' || machine.startsWith('pc-q35')) return 'q35';
  // rhelX.Y.Z are the downstream names of pc, without a word for the chipset.
  const isI440fx = machine === 'pc' || /^(pc-0\.|pc-1\.|pc-i440fx-|rhel[0-9])/.test(machine);
  return isI440fx ? 'i440fx' : 'other';
}

/** True where every slot of the guest that takes a card is behind a root port. */
export function hasRootPorts(family: MachineFamily): boolean {
  return family === 'q35' || family === 'virt';
}

/** A machine type of QEMU's own that carries the version with which it came, such as `pc-q35-7.2`. */
export interface VersionedMachine {
  readonly name: string;
  readonly family: 'q35' | 'i440fx';
  readonly version: string;
  /** The name that means the newest of the family. */
  readonly alias: 'q35' | 'pc';
}

/**
 * The versioned machine type of an x86 guest, undefined for any other: distributions have names of their own, such as
 * `pc-q35-jammy`, and drop them as they like.
 */
export function readVersionedMachine(domain: DomainReader): VersionedMachine | undefined {
  const name = domain.find('os/type')?.attribute('machine') ?? '';
  const [, family, version] = /^pc-(q35|i440fx)-([0-9]+\.[0-9]+)(?:\.[0-9]+)?$/.exec(name) ?? [];
  if (version === undefined || !isX86Guest(domain)) return undefined;
  return family === 'q35' ? { name, family, version, alias: 'q35' } : { name, family: 'i440fx', version, alias: 'pc' };
}

/** The oldest versions of a family that a QEMU has, from its newest change on. */
const OLDEST_MACHINES: readonly { readonly qemu: string; readonly q35: string; readonly i440fx: string }[] = [
  { qemu: '10.1', q35: '4.2', i440fx: '4.2' },
  { qemu: '10.0', q35: '2.4', i440fx: '2.4' },
  { qemu: '0', q35: '2.4', i440fx: '1.4' },
];

/** False for a machine type that a version of QEMU has dropped for its age. */
export function isMachineAvailable({ family, version }: VersionedMachine, qemuVersion: string): boolean {
  const oldest = OLDEST_MACHINES.find(({ qemu }) => isAtLeast(qemuVersion, qemu))?.[family] ?? version;
  return isAtLeast(version, oldest);
}

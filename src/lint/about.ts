import type { DomainReader } from '../domain/domain-reader.js';
import { isX86Guest } from '../domain/machine.js';

/** The elements by which a domain takes a PCI function of the host. */
export const HOST_PCI_FUNCTIONS = ['hostdev/source/address', 'interface/source/address', 'disk/source/address'];

/** The elements for which VFIO pins the memory of a guest. */
export const VFIO_DEVICES = ['hostdev', 'interface/source/address'];

/** The elements that say on which CPUs of the host something runs. */
export const PINS = ['cputune/vcpupin', 'cputune/emulatorpin', 'cputune/iothreadpin'];

/** Guests that a rule is about: those that libvirt's QEMU driver runs, of these the x86 ones, or those that KVM runs too. */
export type Guests = 'any' | 'qemu' | 'x86' | 'x86-kvm';

/** @internal From the widest to the narrowest; `listGuests` gives a beginning of it. */
export const GUESTS = ['any', 'qemu', 'x86', 'x86-kvm'] as const satisfies readonly Guests[];

/** @internal What a domain is, in the words of rules. */
export function listGuests(domain: DomainReader): readonly Guests[] {
  const type = domain.root.attribute('type');
  if (type !== 'kvm' && type !== 'qemu') return GUESTS.slice(0, 1);
  if (!isX86Guest(domain)) return GUESTS.slice(0, 2);
  return type === 'kvm' ? GUESTS : GUESTS.slice(0, 3);
}

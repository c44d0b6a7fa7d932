import type { DomainDraft } from './domain-draft.js';
import type { DomainReader } from './domain-reader.js';
import { guestArch, isX86Guest } from './machine.js';

/**
 * Refuse what libvirt's QEMU driver would not run as a full virtual machine.
 *
 * @throws PtxError DOMAIN_UNSUPPORTED where `type` is neither `kvm` nor `qemu`, or `os/type` is not `hvm`
 * @see https://libvirt.org/formatdomain.html#operating-system-booting
 */
export function requireQemuDomain(draft: DomainDraft): void {
  const type = draft.root.attribute('type') ?? '';
  if (type !== 'kvm' && type !== 'qemu') {
    throw draft.refusal('DOMAIN_UNSUPPORTED', `Expected domain type "kvm" or "qemu", found "${type}"`);
  }
  const os = draft.find('os/type');
  if (os?.text !== 'hvm') {
    throw draft.refusal('DOMAIN_UNSUPPORTED', `Expected os type "hvm", found "${os?.text ?? ''}"`, os);
  }
}

/**
 * Refuse guests of other architectures, where what a transform writes has no meaning.
 *
 * @throws PtxError DOMAIN_UNSUPPORTED
 */
export function requireX86Domain(draft: DomainDraft): void {
  requireQemuDomain(draft);
  if (isX86Guest(draft)) return;
  const message = `Expected an x86 guest, found arch "${guestArch(draft)}"`;
  throw draft.refusal('DOMAIN_UNSUPPORTED', message, draft.find('os/type'));
}

/** The types of domains that libvirt knows, QEMU's first (virDomainVirt in src/conf/domain_conf.c). */
export const DOMAIN_TYPES: readonly string[] = [
  ...['kvm', 'qemu', 'hvf', 'xen', 'lxc', 'bhyve', 'vmware', 'vbox', 'hyperv', 'parallels', 'vz', 'openvz', 'test'],
  ...['none', 'kqemu', 'uml', 'phyp'],
];

/** True for what libvirt's QEMU driver runs. */
export function isQemuDomain(domain: DomainReader): boolean {
  const type = domain.root.attribute('type');
  return type === 'kvm' || type === 'qemu';
}

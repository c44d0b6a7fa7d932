import type { DomainDraft } from '../../domain/domain-draft.js';
import { findEnlightenment, listDisabledHypervisorFeatures } from '../../domain/hiding.js';
import { readEffectiveSwitches, showsHyperv } from '../../domain/hypervisor-cpuid.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/**
 * A domain that goes about hiding its hypervisor also hides the signature of KVM. Mending says
 * `<hidden state='on'/>`, unless somebody said off.
 */
export const kvmSignatureHidden = defineRule({
  name: 'kvm-signature-hidden',
  summary: 'Whoever hides the hypervisor hides the signature of KVM',
  about: ['features/hyperv/vendor_id', 'cpu/feature', 'qemu:commandline'],
  guests: 'x86-kvm',
  why: 'To clear the hypervisor bit leaves "KVMKVMKVM" at CPUID leaf 0x40000000, and Hyper-V moves it to 0x40000100. A driver that looks there finds KVM until <hidden> takes it away.',
  class: 'ineffective',
  severity: 'warning',
  source: 'https://unpkg.com/libvirt-ptx/docs/evidence.md',
  checked: 'A guest that reads CPUID: QEMU 7.2, libvirt 9.0.0',
  messages: {
    behindBit: {
      text: 'Feature "hypervisor" is disabled, and the signature of KVM can still be read at leaf 0x40000000',
      cure: 'Add <hidden state="on"/> to <kvm>',
      effect: 'runs',
    },
    behindHyperv: {
      text: 'Hyper-V has a vendor id of its own, and the signature of KVM can still be read at leaf 0x40000100',
      cure: 'Add <hidden state="on"/> to <kvm>',
      effect: 'runs',
    },
  },
  check({ domain, read, report }) {
    const switches = read(readEffectiveSwitches);
    const { argument, isKvmHidden, isBitCleared, vendorId } = switches;
    if (isKvmHidden) return;
    const isChosen = argument !== undefined || domain.find('features/kvm/hidden') !== undefined;
    const mending = isChosen ? {} : { fix: hide };
    const tell = (message: 'behindBit' | 'behindHyperv', at: XmlElement | undefined) =>
      at === undefined ? undefined : report({ message, at, ...mending });
    if (showsHyperv(switches)) {
      // Hyper-V with Microsoft's vendor id is there for speed; mixed with a cleared bit it is another rule's.
      const isHiding = vendorId !== undefined && vendorId !== 'Microsoft Hv';
      if (isHiding) tell('behindHyperv', argument ?? findEnlightenment(domain, 'vendor_id'));
    } else if (isBitCleared) tell('behindBit', argument ?? listDisabledHypervisorFeatures(domain)[0]);
  },
});

function hide(draft: DomainDraft): void {
  draft.ensure('features/kvm/hidden', { state: 'on' }, 'The guest must not find the signature of KVM');
}

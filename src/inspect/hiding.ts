import type { DomainReader } from '../domain/domain-reader.js';
import { findEnlightenment, listDisabledHypervisorFeatures } from '../domain/hiding.js';
import {
  type EffectiveSwitches,
  type HypervisorSwitches,
  predictCpuid,
  readEffectiveSwitches,
  showsHyperv,
} from '../domain/hypervisor-cpuid.js';
import { isX86Guest } from '../domain/machine.js';
import type { XmlElement } from '../xml/node.js';
import type { HidingFacts, Note, NoteCode } from './inspection.js';
import { locationOf } from './read.js';

/** How the hypervisor shows itself to the guest, null where it is not x86. */
export function inspectHiding(domain: DomainReader): HidingFacts | null {
  if (!isX86Guest(domain)) return null;
  const switches = readEffectiveSwitches(domain);
  const isKvm = domain.root.attribute('type') === 'kvm';
  return {
    method: methodOf(switches),
    cpuid: isKvm ? predictCpuid(switches) : null,
    vendorId: switches.vendorId ?? null,
    enlightenments: switches.enlightenments.map(({ name, value, element }) => ({
      name,
      value: value ?? null,
      location: locationOf(domain, element),
    })),
    hypervMode: switches.mode,
    notes: listNotes(domain, switches, isKvm),
  };
}

function methodOf(switches: HypervisorSwitches): HidingFacts['method'] {
  const { isBitCleared, isKvmHidden } = switches;
  const isHyperv = showsHyperv(switches);
  if (isBitCleared && isHyperv) return 'mixed';
  if (isKvmHidden && isBitCleared) return 'A';
  if (isKvmHidden && isHyperv) return 'B';
  return isKvmHidden || isBitCleared ? 'partial' : 'none';
}

function listNotes(domain: DomainReader, switches: EffectiveSwitches, isKvm: boolean): Note[] {
  const { argument: raw, isBitCleared, isKvmHidden, enlightenments, mode, vendorId } = switches;
  const isHyperv = showsHyperv(switches);
  const notes: Note[] = [];
  const note = (code: NoteCode, message: string, element: XmlElement | undefined) =>
    notes.push({ code, message, location: locationOf(domain, element) });
  const hidden = raw ?? domain.find('features/kvm/hidden');
  const hyperv = raw ?? domain.find('features/hyperv') ?? enlightenments[0]?.element;
  const vendor = raw ?? findEnlightenment(domain, 'vendor_id');
  const bit = raw ?? listDisabledHypervisorFeatures(domain)[0];

  if (!isKvm)
    note('not-kvm', 'Without KVM the guest sees the CPUID leaves of QEMU itself, whatever is said', domain.root);
  if (raw !== undefined) note('cpu-argument', 'QEMU argument "-cpu" counts, not <cpu>, <hyperv> and <kvm>', raw);
  if (isBitCleared && isHyperv) {
    note('methods-mixed', 'No hypervisor is shown and Hyper-V is: Windows then uses no enlightenment', bit);
  }
  if (isKvmHidden && !isBitCleared && !isHyperv) {
    note('hidden-without-method', 'The signature is empty, but bit 31 still says that there is a hypervisor', hidden);
  }
  if (isBitCleared && !isKvmHidden) {
    note(
      'hypervisor-bit-alone',
      'Bit 31 is clear, but the signature of KVM can still be read: <hidden> is missing',
      bit,
    );
  }
  if (isHyperv && !isKvmHidden) {
    note('hyperv-without-hidden', 'Hyper-V moves the signature of KVM to leaf 0x40000100 and does not hide it', hyperv);
  }
  if (vendorId !== undefined && !isHyperv) {
    note('vendor-id-alone', 'A vendor id does nothing without an enlightenment beside it', vendor);
  }
  if (isHyperv && isKvmHidden && mode === 'custom' && (vendorId === undefined || vendorId === 'Microsoft Hv')) {
    note('vendor-id-missing', 'Hyper-V is shown under the vendor id of Microsoft, for which drivers look', hyperv);
  }
  if (mode !== 'custom') {
    note('hyperv-left-to-host', `Mode "${mode}" leaves the enlightenments and the vendor id to the host`, hyperv);
  }
  return notes;
}

import type { DomainReader } from '../domain/domain-reader.js';
import { listDisabledHypervisorFeatures } from '../domain/hiding.js';
import {
  type HypervisorSwitches,
  parseCpuArgument,
  predictCpuid,
  readHypervisorSwitches,
} from '../domain/hypervisor-cpuid.js';
import { guestArch } from '../domain/machine.js';
import { listQemuOptions } from '../domain/qemu-option.js';
import type { XmlElement } from '../xml/node.js';
import type { HidingFacts, Note, NoteCode } from './inspection.js';
import { locationOf } from './read.js';

/** How the hypervisor shows itself to the guest, null where it is not x86. */
export function inspectHiding(domain: DomainReader): HidingFacts | null {
  const arch = guestArch(domain);
  if (arch !== 'x86_64' && arch !== 'i686') return null;
  const raw = findCpuArgument(domain);
  const switches = raw?.switches ?? readHypervisorSwitches(domain);
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
    notes: listNotes(domain, switches, raw?.element, isKvm),
  };
}

/** QEMU takes the last `-cpu`, and that of a raw argument comes behind libvirt's. */
function findCpuArgument(domain: DomainReader): { element: XmlElement; switches: HypervisorSwitches } | undefined {
  const option = listQemuOptions(domain).findLast(({ name, value }) => name === 'cpu' && value !== undefined);
  const element = option?.elements.at(-1);
  if (option?.value === undefined || element === undefined) return undefined;
  return { element, switches: parseCpuArgument(option.value, element) };
}

function methodOf(switches: HypervisorSwitches): HidingFacts['method'] {
  const { isBitCleared, isKvmHidden } = switches;
  const isHyperv = showsHyperv(switches);
  if (isBitCleared && isHyperv) return 'mixed';
  if (isKvmHidden && isBitCleared) return 'A';
  if (isKvmHidden && isHyperv) return 'B';
  return isKvmHidden || isBitCleared ? 'partial' : 'none';
}

function showsHyperv({ mode, enlightenments }: HypervisorSwitches): boolean {
  return mode !== 'custom' || enlightenments.length > 0;
}

function listNotes(
  domain: DomainReader,
  switches: HypervisorSwitches,
  raw: XmlElement | undefined,
  isKvm: boolean,
): Note[] {
  const { isBitCleared, isKvmHidden, enlightenments, mode, vendorId } = switches;
  const isHyperv = showsHyperv(switches);
  const notes: Note[] = [];
  const note = (code: NoteCode, message: string, element: XmlElement | undefined) =>
    notes.push({ code, message, location: locationOf(domain, element) });
  const hidden = raw ?? domain.find('features/kvm/hidden');
  const hyperv = raw ?? domain.find('features/hyperv') ?? enlightenments[0]?.element;
  const vendor = raw ?? findVendorId(domain);
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

function findVendorId(domain: DomainReader): XmlElement | undefined {
  return domain
    .findAll('features/hyperv')
    .flatMap((block) => block.childrenNamed('vendor_id'))
    .at(-1);
}

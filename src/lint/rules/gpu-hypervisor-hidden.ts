import { listHostPciUses } from '../../domain/devices.js';
import type { DomainReader } from '../../domain/domain-reader.js';
import { isDataCentreGpu, listHostGpus } from '../../domain/gpu.js';
import { readEffectiveSwitches, showsHyperv } from '../../domain/hypervisor-cpuid.js';
import { HOST_PCI_FUNCTIONS } from '../about.js';
import type { LintSurroundings } from '../context.js';
import { defineRule } from '../rule.js';

/** A guest with a graphics card of NVIDIA, but for those of data centres, sees neither KVM nor, where it sees no Hyper-V, a hypervisor. */
export const gpuHypervisorHidden = defineRule({
  name: 'gpu-hypervisor-hidden',
  summary: 'A guest with an NVIDIA card does not see KVM',
  about: HOST_PCI_FUNCTIONS,
  guests: 'x86-kvm',
  why: 'NVIDIA drivers before 465 refuse a GeForce in a virtual machine that they recognize (Code 43), and some software in the guest refuses to work with any card. Newer drivers do not mind, nor does one of a card for data centres: a host snapshot shows that by the PCI class 0302 and a name that is not of a GeForce.',
  class: 'ineffective',
  severity: 'info',
  source: 'https://unpkg.com/libvirt-ptx/docs/evidence.md',
  checked: 'A guest that reads CPUID: QEMU 7.2, libvirt 9.0.0',
  messages: {
    shown: {
      text: 'The guest sees KVM, in which NVIDIA drivers before 465 refuse a GeForce (Code 43)',
      cure: 'Add <hidden state="on"/> to <kvm>, beside a vendor id of your own where Hyper-V is on',
      effect: 'runs',
    },
    bitShown: {
      text: 'KVM is hidden, but the guest still reads that there is a hypervisor',
      cure: 'Disable feature "hypervisor" (Method A), or switch Hyper-V on with a vendor id of your own (Method B)',
      effect: 'runs',
    },
  },
  check({ domain, read, vendors, host, report }) {
    if (!mayDriverMind(domain, { vendors, host })) return;
    const switches = read(readEffectiveSwitches);
    const { isKvmHidden, isBitCleared, argument } = switches;
    // What is half done is told by other rules.
    const isPartial = isBitCleared || switches.vendorId !== undefined;
    const isHalfHidden = isKvmHidden && !isBitCleared && !showsHyperv(switches);
    if (isKvmHidden ? !isHalfHidden : isPartial) return;
    if (!isKvmHidden) report({ message: 'shown', at: domain.find('features') ?? domain.root, part: 'tag' });
    const at = argument ?? domain.find('features/kvm/hidden');
    if (isHalfHidden && at !== undefined) report({ message: 'bitShown', at });
  },
});

/** True for a card of NVIDIA, but for those of data centres where a host is known. */
function mayDriverMind(domain: DomainReader, { vendors, host }: Pick<LintSurroundings, 'vendors' | 'host'>): boolean {
  if (host !== undefined)
    return listHostGpus(domain, host).some((gpu) => gpu.vendor === '10de' && !isDataCentreGpu(gpu));
  return vendors.gpu === 'nvidia' && listHostPciUses(domain).some(({ device }) => device.name === 'hostdev');
}

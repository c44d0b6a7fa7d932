import { findEnlightenment } from '../../domain/hiding.js';
import { readEffectiveSwitches, showsHyperv } from '../../domain/hypervisor-cpuid.js';
import { defineRule } from '../rule.js';

/** Values that guides to GPU passthrough print, in lower case. */
const FROM_GUIDES = new Set([
  ...['1234567890ab', '1234567890', '123456789012', '123456789123', '0123456789ab', '0123756792cd', '12alphanum'],
  ...['whatever', 'randomid', 'random', 'null', 'none', 'other', 'something', 'anything', 'proxmox', 'nv43fix'],
  ...['nvidia', 'nvidiasucks', 'fucknvidia', 'kvm hyperv', 'buzz', 'eridanus', 'mediatek'],
]);

/** What CPUID leaf 0 of a real CPU says. */
const OF_CPUS = new Set(['GenuineIntel', 'AuthenticAMD', 'HygonGenuine', 'CentaurHauls', '  Shanghai  ']);

const OF_MICROSOFT = 'Microsoft Hv';

/** A guest of which KVM is hidden behind Hyper-V sees a vendor id for which nobody looks. */
export const hypervVendorIdOwn = defineRule({
  name: 'hyperv-vendor-id-own',
  summary: 'The Hyper-V vendor id of a guest that must not see KVM is one of its own',
  about: ['features/hyperv', 'features/kvm/hidden', 'qemu:commandline'],
  guests: 'x86-kvm',
  why: 'Software that looks for a virtual machine looks for known vendor ids at CPUID leaf 0x40000000. NVIDIA drivers before 465 refused to work (Code 43) where they met that of Microsoft. A value from a guide works with them, and can be looked for as well.',
  class: 'ineffective',
  severity: 'info',
  source: 'https://www.qemu.org/docs/master/system/i386/hyperv.html',
  checked: 'x86_cpu_hyperv_realize, QEMU 7.2; a guest that reads CPUID',
  messages: {
    microsoft: {
      text: 'KVM is hidden, and the guest sees Hyper-V under "Microsoft Hv", for which drivers look',
      cure: 'Add <vendor_id state="on" value="…"/> with up to 12 characters of your own',
      effect: 'runs',
    },
    fromGuide: {
      text: 'Vendor id "{value}" stands in guides, so that software may look for it',
      cure: 'Use up to 12 characters of your own',
      effect: 'runs',
    },
    ofCpu: {
      text: 'Vendor id "{value}" is that of a CPU, which no real hypervisor shows at leaf 0x40000000',
      cure: 'Use up to 12 characters of your own',
      effect: 'runs',
    },
  },
  check({ domain, read, report }) {
    const switches = read(readEffectiveSwitches);
    const { argument, isKvmHidden, isBitCleared, mode, enlightenments, vendorId: value } = switches;
    if (!showsHyperv(switches)) return;
    const vendor = argument ?? findEnlightenment(domain, 'vendor_id');
    if (value === undefined || value === OF_MICROSOFT) {
      const at = vendor ?? domain.find('features/hyperv') ?? enlightenments[0]?.element;
      // Where nothing is hidden, or the bit says that there is no hypervisor, nobody relies on the vendor id.
      if (at === undefined || !isKvmHidden || isBitCleared || mode !== 'custom') return;
      report({ message: 'microsoft', at, part: 'tag' });
      return;
    }
    const message = OF_CPUS.has(value) ? 'ofCpu' : FROM_GUIDES.has(value.toLowerCase()) ? 'fromGuide' : undefined;
    if (vendor !== undefined && message !== undefined) report({ message, at: vendor, part: '@value', data: { value } });
  },
});

import { isPowerOfTwo, readNumber } from '../../domain/number.js';
import { defineRule } from '../rule.js';

/** `<dirty-ring>` that is on has a size that KVM takes. */
export const kvmDirtyRingSizeValid = defineRule({
  name: 'kvm-dirty-ring-size-valid',
  summary: 'The dirty ring of KVM has a power of two of entries, from 1024 to 65536',
  about: ['features/kvm/dirty-ring'],
  guests: 'any',
  why: 'Each vCPU has a ring in which KVM notes pages that the guest wrote. libvirt takes no other sizes than KVM does.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#hypervisor-features',
  checked: 'virDomainFeaturesKVMDefParse, libvirt 9.0.0 and 11.3',
  messages: {
    missing: {
      text: '<dirty-ring> has no size, so libvirt refuses the domain',
      cure: 'Say size="4096", or another power of two from 1024 to 65536',
      effect: 'refused',
    },
    invalid: {
      text: 'Size "{size}" is no power of two from 1024 to 65536, so libvirt refuses the domain',
      cure: 'Say size="4096", or another power of two from 1024 to 65536',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const at = domain.find('features/kvm')?.childrenNamed('dirty-ring').at(-1);
    if (at?.attribute('state') !== 'on') return;
    const size = at.attribute('size');
    if (size === undefined) {
      report({ message: 'missing', at, part: 'tag' });
      return;
    }
    const entries = readNumber(size) ?? 0;
    if (isPowerOfTwo(entries) && entries >= 1024 && entries <= 65536) return;
    report({ message: 'invalid', at, part: '@size', data: { size } });
  },
});

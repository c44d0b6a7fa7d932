import { findEnlightenment } from '../../domain/hiding.js';
import { defineRule } from '../rule.js';

/** What fits into EBX, ECX and EDX of leaf 0x40000000. */
const LENGTH = 12;

/** A `<vendor_id>` that is on has 1 to 12 printable ASCII characters without a comma. */
export const hypervVendorIdValid = defineRule({
  name: 'hyperv-vendor-id-valid',
  summary: 'The Hyper-V vendor id has 1 to 12 printable ASCII characters without a comma',
  about: ['features/hyperv/vendor_id'],
  guests: 'any',
  why: 'The vendor id fills the 12 bytes of CPUID leaf 0x40000000. libvirt refuses more than 12 bytes, of which a letter with an accent takes two, and a comma.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#hypervisor-features',
  checked: 'virDomainFeaturesHyperVDefParse, libvirt 9.0.0 and 11.3; x86_cpu_hyperv_realize, QEMU 7.2',
  messages: {
    missing: {
      text: '<vendor_id> is on and has no value, so libvirt refuses the domain',
      cure: 'Say value="…" with 1 to 12 characters of your own',
      effect: 'refused',
    },
    tooLong: {
      text: 'Vendor id "{value}" has {length} bytes, and libvirt refuses more than 12',
      cure: 'Shorten it to 12 ASCII characters',
      effect: 'refused',
    },
    comma: {
      text: 'Vendor id "{value}" holds a comma, which libvirt refuses',
      cure: 'Take the comma out',
      effect: 'refused',
    },
    empty: {
      text: 'The vendor id is empty, so the guest reads twelve zero bytes, which no real hypervisor shows',
      cure: 'Say value="…" with 1 to 12 characters of your own',
      effect: 'runs',
      severity: 'warning',
    },
    unprintable: {
      text: 'Vendor id "{value}" holds what is no printable ASCII character, which no real hypervisor shows',
      cure: 'Use printable ASCII characters alone',
      effect: 'runs',
      severity: 'warning',
    },
  },
  check({ domain, report }) {
    const at = findEnlightenment(domain, 'vendor_id');
    if (at?.attribute('state') !== 'on') return;
    const value = at.attribute('value');
    if (value === undefined) {
      report({ message: 'missing', at, part: 'tag' });
      return;
    }
    const fault = faultOf(value);
    if (fault !== undefined) report({ ...fault, at, part: '@value' });
  },
});

type Fault = {
  readonly message: 'tooLong' | 'comma' | 'empty' | 'unprintable';
  readonly data: Readonly<Record<string, string | number>>;
};

function faultOf(value: string): Fault | undefined {
  const bytes = new TextEncoder().encode(value).length;
  if (bytes > LENGTH) return { message: 'tooLong', data: { value, length: bytes } };
  if (value.includes(',')) return { message: 'comma', data: { value } };
  if (value === '') return { message: 'empty', data: {} };
  return /^[ -~]*$/.test(value) ? undefined : { message: 'unprintable', data: { value } };
}

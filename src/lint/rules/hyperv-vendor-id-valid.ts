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
  why: 'The vendor id fills the 12 bytes of CPUID leaf 0x40000000. libvirt counts characters and refuses more than 12 or a comma; QEMU counts bytes and cuts the rest off.',
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
      text: 'Vendor id "{value}" has {length} characters, and libvirt refuses more than 12',
      cure: 'Shorten it to 12 characters',
      effect: 'refused',
    },
    comma: {
      text: 'Vendor id "{value}" holds a comma, which libvirt refuses',
      cure: 'Take the comma out',
      effect: 'refused',
    },
    tooManyBytes: {
      text: 'Vendor id "{value}" has {length} bytes, of which QEMU shows the first 12',
      cure: 'Use ASCII characters alone',
      effect: 'runs',
      severity: 'warning',
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
  readonly message: 'tooLong' | 'comma' | 'tooManyBytes' | 'empty' | 'unprintable';
  readonly data: Readonly<Record<string, string | number>>;
};

function faultOf(value: string): Fault | undefined {
  const characters = [...value].length;
  if (characters > LENGTH) return { message: 'tooLong', data: { value, length: characters } };
  if (value.includes(',')) return { message: 'comma', data: { value } };
  const bytes = new TextEncoder().encode(value).length;
  if (bytes > LENGTH) return { message: 'tooManyBytes', data: { value, length: bytes } };
  if (value === '') return { message: 'empty', data: {} };
  return /^[ -~]*$/.test(value) ? undefined : { message: 'unprintable', data: { value } };
}

import { findEnlightenment } from '../../domain/hiding.js';
import { readEffectiveSwitches, showsHyperv } from '../../domain/hypervisor-cpuid.js';
import { defineRule } from '../rule.js';

/** A Hyper-V vendor id stands beside an enlightenment, without which QEMU publishes it nowhere. */
export const hypervVendorIdShown = defineRule({
  name: 'hyperv-vendor-id-shown',
  summary: 'A Hyper-V vendor id stands beside an enlightenment',
  about: ['features/hyperv/vendor_id', 'qemu:commandline'],
  guests: 'x86-kvm',
  why: 'QEMU answers as Hyper-V only where at least one enlightenment is on. A vendor id alone is accepted and shows nowhere: the guest reads what it would read without.',
  class: 'ineffective',
  severity: 'warning',
  source: 'https://www.qemu.org/docs/master/system/i386/hyperv.html',
  checked: 'hyperv_enabled, QEMU 7.2; a guest that reads CPUID',
  messages: {
    alone: {
      text: 'Vendor id "{value}" shows nowhere, as no Hyper-V enlightenment is on',
      cure: 'Switch an enlightenment on beside it, such as <relaxed state="on"/>, or take it out',
      effect: 'runs',
    },
  },
  check({ domain, read, report }) {
    const switches = read(readEffectiveSwitches);
    const at = switches.argument ?? findEnlightenment(domain, 'vendor_id');
    if (at === undefined || switches.vendorId === undefined || showsHyperv(switches)) return;
    report({ message: 'alone', at, data: { value: switches.vendorId } });
  },
});

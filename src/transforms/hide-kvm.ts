import { z } from 'zod/mini';
import { warnOfOverrulingOption } from '../domain/overruling-option.js';
import { requireX86Domain } from '../domain/support.js';
import { ASKED, onOff } from './options.js';
import { defineTransform } from './transform.js';

/**
 * Hide KVM from the guest: `<features><kvm><hidden state='on'/>`, merged into a `<kvm>` that is there. QEMU then
 * offers no KVM signature leaf (`kvm=off`); CPUID leaf 1 ECX bit 31 stays set. libvirt 1.2.8 and later.
 *
 * @throws PtxError DOMAIN_UNSUPPORTED for guests that are not x86
 * @see https://libvirt.org/formatdomain.html#hypervisor-features
 */
export const hideKvm = defineTransform({
  name: 'hide-kvm',
  summary: 'Hide the KVM signature CPUID leaf from the guest',
  source: 'https://libvirt.org/formatdomain.html#hypervisor-features',
  main: 'state',
  conflicts: ['modernize-qemu-arguments'],
  options: () =>
    z.strictObject({
      state: z.prefault(onOff(), 'on').check(z.describe('State of <hidden>')),
    }),
  plan(draft, { state }) {
    requireX86Domain(draft);
    warnOfOverrulingOption(draft, 'cpu');
    if (state === 'off' && draft.find('features/kvm/hidden') === undefined) return;
    const reason = state === 'on' ? 'Guest drivers look for the KVM signature at CPUID leaf 0x40000000' : ASKED;
    draft.ensure('features/kvm/hidden', { state }, reason);
  },
});

import { z } from 'zod/mini';
import { isRemappingInterrupts, listIommus } from '../domain/iommu.js';
import { requireX86Domain } from '../domain/support.js';
import { ASKED } from './options.js';
import { defineTransform } from './transform.js';

/**
 * Say who emulates the I/O APIC: `<ioapic driver='kvm'/>` is the kernel, `qemu` splits the interrupt controllers between
 * both. libvirt 3.4.0 and later; the driver is QEMU's `kernel_irqchip=on` or `split`.
 *
 * @throws PtxError CONFLICT where an IOMMU remaps interrupts, which needs the split; DOMAIN_UNSUPPORTED
 * @see https://libvirt.org/formatdomain.html#hypervisor-features
 */
export const setIoapicDriver = defineTransform({
  name: 'set-ioapic-driver',
  summary: 'Have the kernel or QEMU emulate the I/O APIC',
  source: 'https://libvirt.org/formatdomain.html#hypervisor-features',
  main: 'driver',
  conflicts: ['add-viommu', 'modernize-qemu-arguments'],
  options: () =>
    z.strictObject({
      driver: z._default(z.enum(['kvm', 'qemu']), 'kvm').check(z.describe('Who emulates it: the kernel, or QEMU')),
    }),
  plan(draft, { driver }) {
    requireX86Domain(draft);
    const iommu = listIommus(draft).find(isRemappingInterrupts);
    if (driver === 'kvm' && iommu !== undefined) {
      const message = 'The IOMMU remaps interrupts, which needs the I/O APIC driver "qemu"';
      throw draft.refusal('CONFLICT', message, iommu, 'Stay with "qemu", or set "intremap" of the IOMMU to off first');
    }
    const reason = driver === 'kvm' ? 'The kernel delivers interrupts without a detour through QEMU' : ASKED;
    draft.ensure('features/ioapic', { driver }, reason);
  },
});

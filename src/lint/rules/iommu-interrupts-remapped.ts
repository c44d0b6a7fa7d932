import { isRemappingInterrupts, listIommus } from '../../domain/iommu.js';
import { defineRule } from '../rule.js';

/** An IOMMU that remaps interrupts has what that needs. Mending adds it. */
export const iommuInterruptsRemapped = defineRule({
  name: 'iommu-interrupts-remapped',
  summary: 'An IOMMU that remaps interrupts has an I/O APIC in QEMU, and eim has remapping',
  about: ['iommu'],
  why: 'The I/O APIC of KVM does not know of interrupt remapping, so that libvirt asks for that of QEMU; since 10.10 it takes it itself where nothing is said. Extended interrupt mode, which a guest with more than 255 vCPUs needs, is part of remapping.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#iommu-devices',
  checked: 'virDomainDefIOMMUValidate, libvirt 9.0.0 and 11.3',
  messages: {
    ioapic: {
      text: 'intremap="on" needs <ioapic driver="qemu"/>',
      cure: 'Add it to <features>',
      effect: 'refused',
    },
    eim: { text: 'eim="on" needs intremap="on"', cure: 'Write intremap="on"', effect: 'refused' },
  },
  check({ domain, read, isAtLeast, report }) {
    const ioapic = domain.find('features/ioapic');
    const isLeftToLibvirt = ioapic === undefined && isAtLeast('libvirt', '10.10');
    for (const iommu of read(listIommus)) {
      const driver = iommu.child('driver');
      if (driver === undefined) continue;
      if (isRemappingInterrupts(iommu) && ioapic?.attribute('driver') !== 'qemu' && !isLeftToLibvirt) {
        report({
          message: 'ioapic',
          at: driver,
          part: '@intremap',
          fix: (draft) => draft.ensure('features/ioapic', { driver: 'qemu' }, 'intremap="on" needs it'),
        });
      }
      if (driver.attribute('eim') !== 'on' || isRemappingInterrupts(iommu)) continue;
      report({
        message: 'eim',
        at: driver,
        part: '@eim',
        fix: (draft) => draft.setAttribute(driver, 'intremap', 'on', 'eim="on" needs it'),
      });
    }
  },
});

import { listIommus } from '../../domain/iommu.js';
import { isPinnedByVfio } from '../../domain/memory.js';
import { markup } from '../../xml/fragment.js';
import { defineRule } from '../rule.js';

/** An emulated Intel IOMMU beside devices of the host has caching mode. Mending turns it on. */
export const iommuCachingModeOn = defineRule({
  name: 'iommu-caching-mode-on',
  summary: 'An emulated Intel IOMMU beside devices of the host has caching_mode="on"',
  about: ['iommu'],
  why: 'Without caching mode QEMU does not learn what the guest maps for a device of the host, and refuses to start: "We need to set caching-mode=on for intel-iommu to enable device assignment".',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#iommu-devices',
  checked: 'vtd_machine_done_notify_one and vtd_iommu_notify_flag_changed, QEMU 7.2',
  messages: {
    off: {
      text: 'QEMU takes no device of the host beside an Intel IOMMU without caching mode',
      cure: 'Write caching_mode="on" in its <driver>',
      effect: 'not-started',
    },
  },
  check({ read, report }) {
    if (!read(isPinnedByVfio)) return;
    for (const iommu of read(listIommus)) {
      const driver = iommu.child('driver');
      if (iommu.attribute('model') !== 'intel' || driver?.attribute('caching_mode') === 'on') continue;
      report({
        message: 'off',
        at: driver ?? iommu,
        part: 'tag',
        fix: (draft) => {
          const reason = 'QEMU takes no device of the host without it';
          if (driver === undefined) draft.add(iommu, markup('driver', { caching_mode: 'on' }), reason);
          else draft.setAttribute(driver, 'caching_mode', 'on', reason);
        },
      });
    }
  },
});

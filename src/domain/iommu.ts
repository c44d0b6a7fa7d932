import type { XmlElement } from '../xml/node.js';
import { listDevices } from './devices.js';
import type { DomainReader } from './domain-reader.js';

/** Every emulated IOMMU; libvirt takes one, apart from `smmuv3` since 11.10. */
export function listIommus(draft: DomainReader): readonly XmlElement[] {
  return listDevices(draft, 'iommu');
}

/** True for an IOMMU that remaps interrupts, which needs `<ioapic driver='qemu'/>` (virDomainDefIOMMUValidate, 9.0). */
export function isRemappingInterrupts(iommu: XmlElement): boolean {
  return iommu.child('driver')?.attribute('intremap') === 'on';
}

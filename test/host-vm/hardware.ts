/** An IOMMU that QEMU emulates, with a processor of its vendor. */
export interface IommuVariant {
  readonly name: 'intel' | 'amd';
  readonly title: string;
  readonly qemuArguments: readonly string[];
}

const device = (...properties: string[]) => ['-device', properties.join(',')];

/** With `la57` an emulated processor has mount points read as rubbish. */
const cpu = (vendor: string) => ['-cpu', `max,-la57,vendor=${vendor}`];

/** Both kinds of IOMMU. */
export const VARIANTS: readonly IommuVariant[] = [
  {
    name: 'intel',
    title: 'Intel VT-d',
    qemuArguments: [...cpu('GenuineIntel'), ...device('intel-iommu', 'intremap=on', 'caching-mode=on')],
  },
  {
    name: 'amd',
    title: 'AMD-Vi',
    qemuArguments: [...cpu('AuthenticAMD'), ...device('amd-iommu', 'intremap=on')],
  },
];

const rootPort = (id: string, slot: number) =>
  device('pcie-root-port', `id=${id}`, `addr=${slot}.0`, `chassis=${slot}`);

/** The display that stays with the host; it has another id than the card. QEMU's AMD-Vi takes the first slot itself. */
export const DISPLAY = device('cirrus-vga', 'addr=08.0');

/** Graphics and sound in one card behind a root port: one IOMMU group. */
export const CARD = [
  ...rootPort('card', 2),
  ...device('secondary-vga', 'bus=card', 'addr=00.0', 'multifunction=on'),
  ...device('ich9-intel-hda', 'id=sound', 'bus=card', 'addr=00.1'),
  ...['-audiodev', 'none,id=silence', ...device('hda-duplex', 'bus=sound.0', 'audiodev=silence')],
];

/** A network card and a USB controller behind a PCI bridge: one IOMMU group, and the host uses both. */
export const SHARED = [
  ...rootPort('legacy', 3),
  ...device('pcie-pci-bridge', 'id=bridge', 'bus=legacy'),
  ...device('e1000', 'bus=bridge', 'addr=01.0'),
  ...device('nec-usb-xhci', 'bus=bridge', 'addr=02.0'),
];

/** An NVMe controller that can make four virtual functions. */
export const SRIOV = [
  ...rootPort('storage', 4),
  ...device('nvme-subsys', 'id=subsystem'),
  ...device(
    'nvme',
    'serial=PTX',
    'bus=storage',
    'subsys=subsystem',
    'sriov_max_vfs=4',
    'sriov_vq_flexible=8',
    'sriov_vi_flexible=4',
  ),
];

/** The same graphics once more, which the host keeps. */
export const TWIN = [...rootPort('twin', 5), ...device('secondary-vga', 'bus=twin')];

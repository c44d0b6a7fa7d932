import type { DeviceCondition, DeviceWordsRow } from './device-words-row.js';
import { ON_OFF, VIRTIO_DRIVER, VIRTIO_MODELS, YES_NO } from './device-words-row.js';

/** Where the bytes of an image are. */
const STORAGE_TYPES = 'file block dir network volume nvme vhostuser vhostvdpa@9.8 ctl@12.0';

/** Formats of an image, some of which QEMU does not take. */
const FORMATS = 'raw dir bochs cloop dmg iso vpc vdi fat vhd ploop cow qcow qcow2 qed vmdk';

const POOL_MODES = 'host direct';

/** Disks. */
export const DISK: readonly DeviceWordsRow[] = [
  {
    at: 'disk',
    words: {
      type: STORAGE_TYPES,
      device: 'disk cdrom floppy lun',
      model: `default ${VIRTIO_MODELS} usb-storage@11.5 usb-bot@11.5`,
      snapshot: 'no internal external manual',
      rawio: YES_NO,
      sgio: 'filtered unfiltered',
    },
  },
  { at: 'disk/source', words: { startupPolicy: 'mandatory requisite optional' } },
  {
    at: 'disk/source',
    when: [['@type', 'one of', 'network']],
    words: {
      protocol: 'nbd rbd sheepdog gluster iscsi http https ftp ftps tftp ssh vxhs nfs',
      tls: YES_NO,
    },
  },
  { at: 'disk/source', when: [['@type', 'one of', 'nvme']], words: { managed: YES_NO } },
  { at: 'disk/source', when: [['@type', 'one of', 'volume']], words: { mode: POOL_MODES } },
  {
    at: 'disk/source/host',
    when: [['@type', 'one of', 'network']],
    each: true,
    words: { transport: 'tcp unix rdma' },
  },
  { at: 'disk/source/reservations', words: { managed: YES_NO } },
  {
    at: 'disk/target',
    words: { bus: 'ide fdc scsi virtio xen usb uml sata sd nvme@11.5', tray: 'open closed', removable: ON_OFF },
  },
  { at: 'disk/geometry', words: { trans: 'none auto lba' } },
  {
    at: 'disk/driver',
    words: {
      name: 'qemu',
      type: `${FORMATS} aio`,
      cache: 'default none writethrough writeback directsync unsafe',
      error_policy: 'stop report ignore enospace',
      rerror_policy: 'stop report ignore',
      io: 'native threads io_uring',
      discard: 'unmap ignore',
      detect_zeroes: 'on off unmap',
      ioeventfd: ON_OFF,
      event_idx: ON_OFF,
      copy_on_read: ON_OFF,
      'discard_no_unref@9.5': ON_OFF,
      ...VIRTIO_DRIVER,
    },
  },
  { at: 'disk/transient', words: { shareBacking: YES_NO } },
  { at: 'disk/backingStore', words: { type: STORAGE_TYPES } },
  // Without a type it ends the chain, and nothing in it is read.
  { at: 'disk/backingStore/format', when: [['backingStore/@type', 'none of', '']], words: { type: FORMATS } },
];

const PCI_CONTROLLER: DeviceCondition = ['@type', 'one of', 'pci'];

/** Models of controllers, by their type; of the other types libvirt takes no model. */
const CONTROLLER_MODELS: Readonly<Record<string, string>> = {
  pci: `pci-root pcie-root pci-bridge dmi-to-pci-bridge pcie-to-pci-bridge pcie-root-port pcie-switch-upstream-port
    pcie-switch-downstream-port pci-expander-bus pcie-expander-bus`,
  scsi: `auto buslogic lsilogic lsisas1068 vmpvscsi ibmvscsi virtio-scsi lsisas1078 virtio-transitional
    virtio-non-transitional ncr53c90 dc390 am53c974`,
  usb: `piix3-uhci piix4-uhci ehci ich9-ehci1 ich9-uhci1 ich9-uhci2 ich9-uhci3 vt82c686b-uhci pci-ohci nec-xhci qusb1
    qusb2 qemu-xhci none`,
  ide: 'piix3 piix4 ich6',
  'virtio-serial': VIRTIO_MODELS,
};

/** Controllers. */
export const CONTROLLER: readonly DeviceWordsRow[] = [
  { at: 'controller', words: { type: 'ide fdc scsi sata virtio-serial ccid usb pci xenbus isa nvme@11.5' } },
  ...Object.entries(CONTROLLER_MODELS).map(
    ([type, model]): DeviceWordsRow => ({ at: 'controller', when: [['@type', 'one of', type]], words: { model } }),
  ),
  {
    at: 'controller/model',
    when: [PCI_CONTROLLER],
    words: {
      name: `none pci-bridge i82801b11-bridge ioh3420 x3130-upstream xio3130-downstream pxb pxb-pcie pcie-root-port
        spapr-pci-host-bridge pcie-pci-bridge`,
    },
  },
  { at: 'controller/target', when: [PCI_CONTROLLER], words: { hotplug: ON_OFF } },
  { at: 'controller/driver', words: { ioeventfd: ON_OFF, ...VIRTIO_DRIVER } },
];

const VIRTIOFS: readonly DeviceCondition[] = [['driver/@type', 'one of', 'virtiofs']];

/** Directories that are shared with the guest. */
export const FILESYSTEM: readonly DeviceWordsRow[] = [
  {
    at: 'filesystem',
    words: {
      type: 'mount block file template ram bind volume',
      accessmode: 'passthrough mapped squash',
      model: VIRTIO_MODELS,
      multidevs: 'default remap forbid warn',
    },
    empty: 'accessmode',
  },
  { at: 'filesystem/source', when: [['@type', 'one of', 'volume']], words: { mode: POOL_MODES } },
  {
    at: 'filesystem/driver',
    words: {
      type: 'default path handle loop nbd ploop virtiofs mtp@10.2',
      wrpolicy: 'default immediate',
      format: FORMATS,
      ...VIRTIO_DRIVER,
    },
  },
  { at: 'filesystem/binary', when: VIRTIOFS, words: { xattr: ON_OFF } },
  { at: 'filesystem/binary/lock', when: VIRTIOFS, words: { posix: ON_OFF, flock: ON_OFF } },
  { at: 'filesystem/binary/cache', when: VIRTIOFS, words: { mode: 'none always' } },
  { at: 'filesystem/binary/sandbox', when: VIRTIOFS, words: { mode: 'namespace chroot' } },
];

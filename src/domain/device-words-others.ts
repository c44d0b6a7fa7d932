import { CHARACTER_TYPES, characters } from './device-words-characters.js';
import type { DeviceCondition, DeviceWordsRow } from './device-words-row.js';
import { ON_OFF, VIRTIO_DRIVER, VIRTIO_MODELS, YES_NO } from './device-words-row.js';

const EMULATED_TPM: readonly DeviceCondition[] = [['backend/@type', 'one of', 'emulator']];
const EXTERNAL_TPM: readonly DeviceCondition[] = [['backend/@type', 'one of', 'external']];
const EGD: readonly DeviceCondition[] = [['backend/@model', 'one of', 'egd']];

/** Devices that say little of themselves. */
export const SMALL_DEVICES: readonly DeviceWordsRow[] = [
  { at: 'tpm', words: { model: 'tpm-tis tpm-crb tpm-spapr spapr-tpm-proxy' } },
  { at: 'tpm/backend', words: { type: 'passthrough emulator external' } },
  { at: 'tpm/backend', when: EMULATED_TPM, words: { version: '1.2 2.0', persistent_state: YES_NO } },
  { at: 'tpm/backend/source', when: EXTERNAL_TPM, words: { type: CHARACTER_TYPES } },
  { at: 'rng', words: { model: VIRTIO_MODELS } },
  { at: 'rng/backend', words: { model: 'random egd builtin' } },
  ...characters('rng/backend').map(({ when = [], ...row }): DeviceWordsRow => ({ ...row, when: [...when, ...EGD] })),
  { at: 'rng/driver', words: VIRTIO_DRIVER },
  {
    at: 'memballoon',
    words: { model: `virtio xen none ${VIRTIO_MODELS}`, autodeflate: ON_OFF, freePageReporting: ON_OFF },
  },
  { at: 'memballoon/driver', words: VIRTIO_DRIVER },
  {
    at: 'watchdog',
    words: {
      model: 'i6300esb ib700 diag288 itco@9.1',
      action: 'reset shutdown poweroff pause dump none inject-nmi',
    },
  },
  { at: 'panic', words: { model: 'default isa pseries hyperv s390 pvpanic@9.1' } },
  { at: 'shmem/model', words: { type: 'ivshmem ivshmem-plain ivshmem-doorbell' } },
  {
    at: 'shmem',
    when: [['model/@type', 'one of', 'ivshmem-plain ivshmem-doorbell']],
    words: { role: 'master peer' },
  },
  { at: 'shmem/msi', words: { ioeventfd: ON_OFF } },
  {
    at: 'memory',
    words: { model: 'dimm nvdimm virtio-pmem virtio-mem sgx-epc', access: 'shared private', discard: YES_NO },
  },
  { at: 'memory/target', when: [['@model', 'one of', 'virtio-mem']], words: { 'dynamicMemslots@10.1': YES_NO } },
  { at: 'iommu', words: { model: 'intel smmuv3 virtio amd@11.5' } },
  {
    at: 'iommu/driver',
    words: { intremap: ON_OFF, caching_mode: ON_OFF, eim: ON_OFF, iotlb: ON_OFF, 'dma_translation@10.7': ON_OFF },
  },
  { at: 'vsock', words: { model: `default ${VIRTIO_MODELS}` } },
  { at: 'vsock/cid', words: { auto: YES_NO } },
  { at: 'vsock/driver', words: VIRTIO_DRIVER },
  { at: 'hub', words: { type: 'usb' } },
  { at: 'crypto', words: { 'model@9.1': 'virtio', 'type@9.1': 'qemu' } },
  { at: 'crypto/backend', words: { 'model@9.1': 'builtin lkcf' } },
  { at: 'pstore', words: { 'backend@10.6': 'acpi-erst' } },
];

/** What `<hostdev>` takes in some types only; what it takes in all of them is part of the vocabulary. */
export const HOSTDEV: readonly DeviceWordsRow[] = [
  {
    at: 'hostdev',
    when: [['@type', 'one of', 'mdev']],
    words: { model: 'vfio-pci vfio-ccw vfio-ap', display: ON_OFF, ramfb: ON_OFF },
  },
  { at: 'hostdev', when: [['@type', 'one of', 'scsi_host']], words: { model: `default ${VIRTIO_MODELS}` } },
  { at: 'hostdev', when: [['@type', 'one of', 'scsi']], words: { sgio: 'filtered unfiltered', rawio: YES_NO } },
  { at: 'hostdev/source', when: [['@type', 'one of', 'scsi_host']], words: { protocol: 'vhost' } },
  { at: 'hostdev/source', when: [['@type', 'one of', 'scsi']], words: { protocol: 'adapter iscsi' } },
  {
    at: 'hostdev/source',
    when: [['@type', 'one of', 'usb']],
    words: { startupPolicy: 'mandatory requisite optional', guestReset: 'off uninitialized on' },
  },
  { at: 'hostdev/source', when: [['@type', 'one of', 'pci']], words: { writeFiltering: YES_NO } },
];

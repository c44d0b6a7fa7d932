import type { DeviceCondition, DeviceWordsRow } from './device-words-row.js';
import { ON_OFF } from './device-words-row.js';

/** Kinds of places in the guest. */
const TYPES = 'pci drive virtio-serial ccid usb spapr-vio virtio-s390 ccw virtio-mmio isa dimm unassigned';

/** Devices with a place in the guest, of which libvirt reads it. */
const PLACED = [
  ...['disk', 'filesystem', 'interface', 'input', 'sound', 'video', 'redirdev', 'hub', 'tpm', 'smartcard', 'serial'],
  ...['parallel', 'console', 'channel', 'watchdog', 'rng', 'panic', 'shmem', 'memory', 'iommu', 'vsock'],
];

/** Those of which it does in part: a controller or balloon that is none has no place, and hostdevs have rules of their own. */
const PARTLY: readonly (readonly [device: string, when: DeviceCondition])[] = [
  ['controller', ['@model', 'none of', 'none']],
  ['memballoon', ['@model', 'none of', 'none']],
  ['hostdev', ['@type', 'one of', 'usb scsi scsi_host']],
];

/** Where devices are in the guest. */
export const ADDRESSES: readonly DeviceWordsRow[] = [
  ...PLACED.map((device) => [device, []] as const),
  ...PARTLY.map(([device, when]) => [device, [when]] as const),
].flatMap(([device, when]): DeviceWordsRow[] => {
  const at = `${device}/address`;
  return [
    { at, when, words: { type: TYPES } },
    { at, when: [...when, ['address/@type', 'one of', 'pci']], words: { multifunction: ON_OFF } },
  ];
});

/** Transforms that find another domain before a PCI function is added or removed than after: devices move or are named by number. */
export const PCI_HOSTDEV_CONFLICTS: readonly string[] = [
  'convert-to-q35',
  'disable-memballoon',
  'add-usb-hostdev',
  'add-mdev-hostdev',
  'set-hostdev-rom',
  'modernize-qemu-arguments',
  'override-pci-ids',
  'set-primary-gpu',
  'add-shmem',
  'remove-emulated-video',
];

const PROXMOX = /^\s*(hostpci[0-9]+|scsihw|ostype|cores|sockets|bios|machine|efidisk0|vmgenid|net[0-9]+|args)\s*:/m;
const PROXMOX_COMMAND = /(^|\s)qm\s+(set|create)\s/m;
const QEMU = /\bqemu-system-|(^|[\s/])(qemu-kvm|kvm)\s|(^|\s)--?(device|cpu|machine)\s/m;

/** Tell what a text describes a guest for, undefined where it cannot be told. */
export function detectFormat(text: string): 'proxmox' | 'qemu' | undefined {
  if (PROXMOX.test(text) || PROXMOX_COMMAND.test(text)) return 'proxmox';
  return QEMU.test(text) ? 'qemu' : undefined;
}

import { hasCommand, runCommand } from '../commands.js';
import { findFile } from '../model.js';
import { CMDLINE_FILE, editCmdlineFile, readCmdlineFile } from './cmdline-file.js';
import { leaveArguments } from './manual.js';
import type { BootloaderWriter } from './writer.js';

/**
 * Proxmox VE with systemd-boot: one line in /etc/kernel/cmdline, which proxmox-boot-tool copies to every system partition.
 *
 * @see https://pve.proxmox.com/wiki/Host_Bootloader, Proxmox VE 8: "Editing the Kernel Commandline"
 */
export const proxmoxSystemdBootWriter: BootloaderWriter = {
  names: ['proxmox-systemd-boot'],
  readConfigured: readCmdlineFile,
  addArguments(snapshot, missing) {
    const text = findFile(snapshot, CMDLINE_FILE)?.text ?? null;
    if (text === null) return leaveArguments(snapshot, missing, `${CMDLINE_FILE} is not there, or not readable`);
    const isOld = !hasCommand(snapshot, 'proxmox-boot-tool') && hasCommand(snapshot, 'pve-efiboot-tool');
    const argv = [isOld ? 'pve-efiboot-tool' : 'proxmox-boot-tool', 'refresh'];
    return {
      files: editCmdlineFile(snapshot, text, missing),
      commands: [runCommand(argv, 'The firmware starts what is on the system partitions')],
    };
  },
};

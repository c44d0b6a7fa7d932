import type { Planner } from '../planning.js';
import { ROM_LABEL } from '../rom-label.js';

const LOCAL = '/etc/apparmor.d/local/abstractions/libvirt-qemu';

/** Where guests of libvirt may read anyway. */
const READABLE = /^\/usr\/share\/(kvm|qemu|qemu-kvm|vgabios|seabios|OVMF|AAVMF)\//;

/**
 * Let QEMU read a ROM file: libvirt writes the profile of a guest itself, and leaves out the path of `<rom>`.
 *
 * @see src/security/apparmor/libvirt-qemu and virt-aa-helper.c of libvirt 9.0
 */
export const romPlanner: Planner = {
  name: 'rom',
  // libvirt loads the profile of a guest when it starts the guest.
  atOnce: LOCAL,
  decide({ snapshot, request }) {
    const { rom } = request;
    if (rom === undefined || READABLE.test(rom)) return {};
    const message = `SELinux lets guests read "${rom}" where it has a label such as ${ROM_LABEL}: "chcon -t ${ROM_LABEL}" sets it`;
    const findings = snapshot.environment.hasSelinux ? [{ code: 'rom-selinux', message }] : [];
    if (!snapshot.environment.hasAppArmor) return { findings };
    const reason = 'AppArmor keeps guests of libvirt from files that their profile does not name';
    const text = `"${rom}" r,`;
    return { findings, configuration: { fileLines: [{ path: LOCAL, key: text, text, reason }] } };
  },
};

import { defineRule } from '../rule.js';

/** The buses on which a guest speaks SCSI to a disk. */
const SCSI_BUSES = ['scsi', 'virtio'];

/** What a guest gets as a LUN is a block device of the host, and raw. */
export const diskLunBlock = defineRule({
  name: 'disk-lun-block',
  summary: 'What a guest gets as a LUN is a block device of the host, raw, on a bus that speaks SCSI',
  about: ['disk[@device=lun]'],
  why: 'device="lun" passes the SCSI commands of the guest to a device of the host, or to an iSCSI target. A file and an image in qcow2 answer none, so libvirt refuses them.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#hard-drives-floppy-disks-cdroms',
  checked:
    'virDomainDiskDefSourceLUNValidate and qemuValidateDomainDeviceDefDiskFrontend; shown with libvirt 9.0.0 and 11.3',
  messages: {
    source: {
      text: 'A disk of type "{type}" is no LUN',
      cure: 'Use type="block" with <source dev="/dev/disk/by-id/…">, or device="disk"',
      effect: 'refused',
    },
    protocol: {
      text: 'A disk that is reached by {protocol} is no LUN',
      cure: 'Use device="disk"',
      effect: 'refused',
    },
    format: {
      text: 'An image in {format} is no LUN',
      cure: 'Use type="raw", or device="disk"',
      effect: 'refused',
    },
    bus: {
      text: 'A LUN is not on bus "{bus}"',
      cure: 'Use bus="scsi"',
      effect: 'refused',
    },
  },
  check({ devices, report }) {
    for (const disk of devices('disk').filter((each) => each.attribute('device') === 'lun')) {
      const type = disk.attribute('type') ?? 'file';
      const [source, driver, target] = ['source', 'driver', 'target'].map((name) => disk.child(name));
      const protocol = source?.attribute('protocol');
      const format = driver?.attribute('type');
      const bus = target?.attribute('bus');
      if (!/^(block|network|volume)$/.test(type)) {
        report({ message: 'source', at: disk, part: 'tag', data: { type } });
      } else if (source !== undefined && type === 'network' && protocol !== undefined && protocol !== 'iscsi') {
        report({ message: 'protocol', at: source, part: '@protocol', data: { protocol } });
      }
      if (driver !== undefined && format !== undefined && format !== 'raw')
        report({ message: 'format', at: driver, part: '@type', data: { format } });
      if (target !== undefined && bus !== undefined && !SCSI_BUSES.includes(bus))
        report({ message: 'bus', at: target, part: '@bus', data: { bus } });
    }
  },
});

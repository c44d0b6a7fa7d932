import { defineRule } from '../rule.js';

/** Names that the kernel gives in the order in which it finds disks. */
const UNSTABLE = /^\/dev\/(sd[a-z]+|hd[a-z]+|vd[a-z]+|nvme[0-9]+n[0-9]+|sr[0-9]+)(p?[0-9]+)?$/;

/** A disk of the host is named by what it is. */
export const diskSourceStable = defineRule({
  name: 'disk-source-stable',
  summary: 'A disk of the host is named by a path that stays',
  about: ['disk/source[@dev]'],
  why: 'The kernel numbers disks in the order in which it finds them, and the order changes with each disk that is added, and on some hosts from boot to boot. The guest then writes to another disk than its own.',
  class: 'unsafe',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#hard-drives-floppy-disks-cdroms',
  checked: '60-persistent-storage.rules of systemd 252',
  messages: {
    numbered: {
      text: '"{path}" may be another disk after the next boot',
      cure: 'Name it by its link below /dev/disk/by-id',
      effect: 'runs',
    },
  },
  check({ devices, report }) {
    for (const disk of devices('disk')) {
      // What is read only, such as the drive for CDs of the host, loses nothing.
      if (disk.attribute('device') === 'cdrom' || disk.attribute('device') === 'floppy') continue;
      const source = disk.child('source');
      const path = source?.attribute('dev') ?? '';
      if (source === undefined || !UNSTABLE.test(path)) continue;
      report({ message: 'numbered', at: source, part: '@dev', data: { path } });
    }
  },
});

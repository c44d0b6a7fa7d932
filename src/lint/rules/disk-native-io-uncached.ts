import { defineRule } from '../rule.js';

/** Native I/O of Linux goes past the page cache. */
export const diskNativeIoUncached = defineRule({
  name: 'disk-native-io-uncached',
  summary: 'A disk with native I/O is not cached by the host',
  about: ['disk/driver[@io=native]'],
  why: 'The native I/O of Linux works without page cache only. libvirt refuses io="native" unless "cache" is "none" or "directsync".',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#hard-drives-floppy-disks-cdroms',
  checked: 'qemuValidateDomainDeviceDefDiskFrontend, libvirt 9.0.0',
  messages: {
    cached: {
      text: 'io="native" does not go with {cache}',
      cure: 'Say cache="none", or io="threads"',
      effect: 'refused',
    },
  },
  check({ devices, report }) {
    for (const disk of devices('disk')) {
      const driver = disk.child('driver');
      const cache = driver?.attribute('cache');
      if (driver?.attribute('io') !== 'native' || cache === 'none' || cache === 'directsync') continue;
      const shown = cache === undefined ? 'the default of "cache"' : `cache="${cache}"`;
      report({ message: 'cached', at: driver, part: '@io', data: { cache: shown } });
    }
  },
});

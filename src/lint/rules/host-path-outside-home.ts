import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

const HOME = /^\/(home|root)\//;

/** Files of a domain are where QEMU may read them. */
export const hostPathOutsideHome = defineRule({
  name: 'host-path-outside-home',
  summary: 'Files of a domain are outside of the home of a user',
  about: ['disk/source', 'hostdev/rom', 'interface/rom', 'os/loader', 'os/nvram'],
  why: 'QEMU runs as a user of its own, and most distributions keep other users out of a home. AppArmor keeps it out too. libvirt says "Permission denied" when the domain starts.',
  class: 'unsafe',
  severity: 'info',
  source: 'https://libvirt.org/drvqemu.html#posix-users-groups',
  checked: 'HOME_MODE 0700 of Debian 12 and Fedora; abstractions/libvirt-qemu of libvirt 9.0.0',
  messages: {
    home: {
      text: 'QEMU may not be let into "{path}"',
      cure: 'Move the file below /var/lib/libvirt, or let the user of QEMU into each folder above it',
      effect: 'runs',
    },
  },
  check({ domain, devices, report }) {
    const at = (element: XmlElement | undefined, name: string) => {
      const path = element?.attribute(name) ?? '';
      if (element !== undefined && HOME.test(path))
        report({ message: 'home', at: element, part: `@${name}`, data: { path } });
    };
    for (const disk of devices('disk')) at(disk.child('source'), 'file');
    for (const device of [...devices('hostdev'), ...devices('interface')]) at(device.child('rom'), 'file');
    for (const element of [domain.find('os/loader'), domain.find('os/nvram')]) {
      const path = element?.text ?? '';
      if (element !== undefined && HOME.test(path))
        report({ message: 'home', at: element, part: 'text', data: { path } });
    }
  },
});

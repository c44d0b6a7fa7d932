import { HOST_PCI_FUNCTIONS } from '../about.js';
import { isVfioDriver, listHostUses } from '../host-uses.js';
import { defineRule } from '../rule.js';

/** The host keeps what it cannot do without. */
export const hostdevNotEssential = defineRule({
  name: 'hostdev-not-essential',
  summary: 'The host keeps its root disk, its network and its display',
  about: HOST_PCI_FUNCTIONS,
  why: 'libvirt takes a device from the host without asking what stands on it. With the controller of the root file system the host is gone as soon as the domain starts, and with the card of the default route whoever manages it from afar is.',
  class: 'unsafe',
  severity: 'error',
  needsHost: true,
  source: 'https://libvirt.org/formatdomain.html#host-device-assignment',
  checked: 'virHostdevPreparePCIDevices, libvirt 9.0.0, which looks at no use of a device',
  messages: {
    rootDisk: {
      text: 'The root file system of the host ({source}) is on {address}, and is gone when the domain starts',
      cure: 'Write the address of another controller',
      effect: 'runs',
    },
    defaultRoute: {
      text: 'The default route of the host ({interfaces}) uses {address}, and is gone when the domain starts',
      cure: 'Write the address of another card, or route through another one',
      effect: 'runs',
    },
    onlyDisplay: {
      text: 'The host has no display besides {address}, and shows nothing while the domain runs',
      cure: 'Give the host another display, or manage it over the network',
      effect: 'runs',
      severity: 'warning',
    },
    bootDisplay: {
      text: 'The firmware of the host shows its picture on {address}, whose ROM and memory it leaves in use',
      cure: 'Choose another display in the firmware, or give the device a ROM file',
      effect: 'runs',
      severity: 'warning',
    },
  },
  check({ host, read, report }) {
    if (host === undefined) return;
    const { rootDisk, defaultRoute, displays } = host.essentials ?? {};
    const uses = listHostUses({ read }, host);
    const taken = new Set(uses.map(({ address }) => address));
    const isKept = displays?.some(({ address, driver }) => !taken.has(address) && !isVfioDriver(driver)) ?? true;
    for (const { address, at, found } of uses) {
      if (rootDisk?.functions?.includes(address)) {
        report({ message: 'rootDisk', at, data: { address, source: rootDisk.source ?? 'unknown' } });
      }
      if (defaultRoute?.functions?.includes(address)) {
        report({ message: 'defaultRoute', at, data: { address, interfaces: defaultRoute.interfaces.join(', ') } });
      }
      // What vfio-pci has from boot on the host does without already.
      if (isVfioDriver(found?.driver)) continue;
      const isDisplay = displays?.some((display) => display.address === address) ?? false;
      if (isDisplay && !isKept) report({ message: 'onlyDisplay', at, data: { address } });
      else if (found?.bootVga === true) report({ message: 'bootDisplay', at, data: { address } });
    }
  },
});

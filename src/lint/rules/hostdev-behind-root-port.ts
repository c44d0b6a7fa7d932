import { listHostPciUses, readGuestPciAddress } from '../../domain/devices.js';
import { isConventionalBridge, mapGuestBuses } from '../../domain/guest-bus.js';
import { machineFamily } from '../../domain/machine.js';
import { defineRule } from '../rule.js';

/** A card of the host is behind a root port of the guest, as it is on the host. */
export const hostdevBehindRootPort = defineRule({
  name: 'hostdev-behind-root-port',
  summary: 'A PCI Express card is behind a root port in the guest',
  about: ['hostdev/source/address'],
  why: 'On the root complex a card has no link, and behind a conventional bridge it is no PCI Express device at all: drivers of graphics cards see a slow link, no extended configuration space, and some of them fail. A machine of type "pc" has no PCI Express whatever is done.',
  class: 'unsafe',
  severity: 'warning',
  source: 'https://libvirt.org/pci-addresses.html',
  checked: 'qemuDomainDeviceCalculatePCIConnectFlags, libvirt 9.0.0; vfio_setup_pcie_cap, QEMU 7.2',
  messages: {
    rootComplex: {
      text: 'Host device on the root complex of the guest: it is made an integrated device, without a link',
      cure: 'Remove <address>, and libvirt puts it behind a root port',
      effect: 'runs',
    },
    bridge: {
      text: 'Host device behind a {model}: the guest sees a conventional PCI device',
      cure: 'Remove <address>, and libvirt puts it behind a root port',
      effect: 'runs',
    },
    noPcie: {
      text: 'The machine type of this guest has no PCI Express, so its host devices are conventional PCI devices there',
      cure: 'Use a q35 machine; convert-to-q35 converts the domain',
      effect: 'runs',
      severity: 'info',
    },
  },
  check({ domain, read, report }) {
    const uses = read(listHostPciUses).filter(({ device }) => device.name === 'hostdev');
    const family = machineFamily(domain);
    if (family === 'i440fx' && uses.length > 0) {
      const type = domain.find('os/type') ?? domain.root;
      report({ message: 'noPcie', at: type, part: type.attribute('machine') === undefined ? 'tag' : '@machine' });
    }
    if (family !== 'q35') return;
    for (const { device, host } of uses) {
      const placed = readGuestPciAddress(device);
      // What is integrated on the host, such as the graphics of the CPU, is so in the guest.
      if (placed === undefined || (host.domain === 0 && host.bus === 0)) continue;
      const model = read(mapGuestBuses).get(placed.guest.bus)?.model ?? '';
      if (placed.guest.bus === 0) report({ message: 'rootComplex', at: placed.address });
      else if (isConventionalBridge(model)) report({ message: 'bridge', at: placed.address, data: { model } });
    }
  },
});

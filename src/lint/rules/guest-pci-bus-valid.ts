import { listPlacedDevices, mapGuestBuses } from '../../domain/guest-bus.js';
import { machineFamily } from '../../domain/machine.js';
import { defineRule } from '../rule.js';

/** The buses on which each controller of PCI Express may stand; a device of another kind fits none of them. */
const PARENTS: Readonly<Record<string, RegExp>> = {
  'pcie-root-port': /^(pcie-root|pcie-expander-bus)$/,
  'pcie-switch-upstream-port': /^(pcie-root-port|pcie-switch-downstream-port)$/,
  'pcie-switch-downstream-port': /^pcie-switch-upstream-port$/,
};

/** Controllers of PCI Express, which a machine with conventional PCI cannot have. */
const PCIE =
  /^(pcie-(root-port|switch-upstream-port|switch-downstream-port|expander-bus|to-pci-bridge)|dmi-to-pci-bridge)$/;

/** PCI controllers and devices are on a bus that can hold them. */
export const guestPciBusValid = defineRule({
  name: 'guest-pci-bus-valid',
  summary: 'PCI controllers and devices are on a bus that can hold them',
  about: ['controller[@type=pci]', 'address[@type=pci]'],
  why: 'A root port goes into the root of PCI Express, a switch behind a port, and no device into the upstream port of a switch. libvirt refuses anything else, and every port of PCI Express on a machine of type "pc".',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/pci-addresses.html',
  checked: 'virDomainPCIAddressFlagsCompatible, libvirt 9.0.0 and 11.3',
  messages: {
    noPcie: {
      text: 'A {model} needs PCI Express, which the machine of this guest does not have',
      cure: 'Use a q35 machine, or remove the controller',
      effect: 'refused',
    },
    unfit: {
      text: 'Guest bus {bus} is a {parent}, which does not take a {child}',
      cure: 'Remove <address>, and libvirt chooses a bus that fits',
      effect: 'refused',
    },
  },
  check({ domain, read, report }) {
    const family = machineFamily(domain);
    if (family === 'other') return;
    const buses = read(mapGuestBuses);
    if (family === 'i440fx') {
      for (const { controller, model } of buses.values()) {
        if (controller !== undefined && PCIE.test(model)) {
          report({ message: 'noPcie', at: controller, part: '@model', data: { model } });
        }
      }
      return;
    }
    for (const { device, address, guest } of read(listPlacedDevices)) {
      const parent = buses.get(guest.bus)?.model ?? '';
      const model = device.attribute('model') ?? '';
      const wanted = device.name === 'controller' && Object.hasOwn(PARENTS, model) ? PARENTS[model] : undefined;
      const isFit =
        wanted === undefined ? parent !== 'pcie-switch-upstream-port' : parent === '' || wanted.test(parent);
      const child = wanted === undefined ? device.name : model;
      if (!isFit) report({ message: 'unfit', at: address, data: { bus: guest.bus, parent, child } });
    }
  },
});

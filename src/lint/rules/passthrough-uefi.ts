import { listHostPciUses } from '../../domain/devices.js';
import { findUefi } from '../../domain/firmware.js';
import { formatPciAddress } from '../../domain/pci-address.js';
import { HOST_PCI_FUNCTIONS } from '../about.js';
import { defineRule } from '../rule.js';

/** The class of a graphics card: VGA or another controller of a display. */
const DISPLAY = /^03/;

/** A guest with a graphics card of the host boots with UEFI. */
export const passthroughUefi = defineRule({
  name: 'passthrough-uefi',
  summary: 'A guest with a graphics card of the host boots with UEFI',
  about: HOST_PCI_FUNCTIONS,
  guests: 'x86',
  why: 'A BIOS shows nothing on a graphics card without access to the ranges of VGA, for which the card of the host and that of the guest then compete. UEFI drives the card by its option ROM and needs no VGA. A guest that was installed with a BIOS does not boot with UEFI as it is.',
  class: 'unsafe',
  severity: 'info',
  source: 'https://docs.kernel.org/driver-api/vfio.html',
  checked: 'vfio_populate_vga in hw/vfio/pci.c, QEMU 7.2',
  messages: {
    bios: {
      text: 'The guest gets graphics card {address} and boots with a BIOS',
      cure: 'Say firmware="efi" before the guest is installed',
      effect: 'runs',
    },
  },
  check({ domain, read, host, report }) {
    if (host === undefined || findUefi(domain) !== undefined) return;
    const displays = new Set(
      host.pciDevices.filter((each) => DISPLAY.test(each.class ?? '')).map((each) => each.address),
    );
    for (const { device, host: address } of read(listHostPciUses)) {
      const name = formatPciAddress(address);
      if (displays.has(name)) report({ message: 'bios', at: device, part: 'tag', data: { address: name } });
    }
  },
});

import { listUsbHostdevs } from '../../domain/usb-device.js';
import { defineRule } from '../rule.js';

/** A USB device is known by what it is, not by the number that it got when it was plugged in. */
export const usbHostdevStable = defineRule({
  name: 'usb-hostdev-stable',
  summary: 'A USB device is known by vendor and product, or by its port',
  about: ['hostdev/source/address'],
  why: 'The kernel numbers USB devices anew whenever one is plugged in. Bus and device name another device tomorrow, or none.',
  class: 'unsafe',
  severity: 'info',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  checked: 'choose_devnum, Linux 6.1; virHostdevFindUSBDevice, libvirt 9.0.0',
  messages: {
    number: {
      text: 'Device number {device} of USB bus {bus} changes whenever the device is plugged in',
      cure: 'Name vendor and product in place of <address>',
      effect: 'runs',
    },
  },
  check({ read, report }) {
    for (const { source } of read(listUsbHostdevs)) {
      const address = source.child('address');
      const [bus, device] = ['bus', 'device'].map((name) => address?.attribute(name));
      if (address === undefined || bus === undefined || device === undefined || source.child('vendor')) continue;
      report({ message: 'number', at: address, data: { bus, device } });
    }
  },
});

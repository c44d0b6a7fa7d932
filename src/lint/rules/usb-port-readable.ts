import { listDevices } from '../../domain/devices.js';
import { defineRule } from '../rule.js';

/** Four numbers at the most: a port of the guest's controller, and of three hubs behind each other. */
const PORT = /^\s*\+?[0-9]+(\.\s*\+?[0-9]+){0,3}$/;

/** The port of a USB device in the guest is one that libvirt reads. */
export const usbPortReadable = defineRule({
  name: 'usb-port-readable',
  summary: 'The port of a USB device in the guest is up to four numbers with dots between',
  about: ['address[@port]'],
  why: 'A port such as "1.4" is port 4 of the hub in port 1. libvirt follows three hubs, and refuses a port behind a fourth one and what is no number.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#usb-addresses',
  checked: 'virDomainDeviceUSBAddressParseXML; shown with libvirt 9.0.0 and 11.3',
  messages: {
    unreadable: {
      text: 'libvirt cannot read "{port}" as a USB port of the guest',
      cure: 'Write up to four numbers with dots between, or remove <address> and let libvirt choose',
      effect: 'refused',
    },
  },
  check({ read, report }) {
    for (const device of read(listDevices)) {
      const address = device.child('address');
      const port = address?.attribute('port');
      if (address?.attribute('type') !== 'usb' || port === undefined || isReadable(port)) continue;
      report({ message: 'unreadable', at: address, part: '@port', data: { port } });
    }
  },
});

function isReadable(port: string): boolean {
  return PORT.test(port) && port.split('.').every((number) => Number(number) < 2 ** 32);
}

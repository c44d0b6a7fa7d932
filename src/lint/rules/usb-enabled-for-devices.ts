import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** Where USB is switched off, no device needs it. */
export const usbEnabledForDevices = defineRule({
  name: 'usb-enabled-for-devices',
  summary: 'A guest with USB devices has USB',
  about: ['controller[@model=none]'],
  why: 'A controller of model "none" switches USB off. libvirt refuses every USB device beside it, and another USB controller as well.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#controllers',
  checked: 'virDomainDefParseXML, virDomainRedirdevDefValidate and qemuDomainUSBAddressAddHubs, libvirt 9.0.0 and 11.3',
  messages: {
    off: {
      text: 'USB is switched off, and <{name}> is a USB device',
      cure: 'Write model="qemu-xhci" in place of "none", or remove the device',
      effect: 'refused',
    },
    controller: {
      text: 'USB is switched off by another controller, of model "none"',
      cure: 'Remove one of the two',
      effect: 'refused',
    },
  },
  check({ devices, report }) {
    const controllers = devices('controller').filter((each) => each.attribute('type') === 'usb');
    const off = controllers.find((controller) => controller.attribute('model') === 'none');
    if (off === undefined) return;
    for (const other of controllers.filter((each) => each.attribute('model') !== 'none')) {
      report({ message: 'controller', at: other, part: 'tag' });
    }
    for (const device of ['hostdev', 'input', 'redirdev', 'hub', 'disk'].flatMap(devices).filter(isUsbDevice)) {
      report({ message: 'off', at: device, part: 'tag', data: { name: device.name } });
    }
  },
});

function isUsbDevice(device: XmlElement): boolean {
  if (device.name === 'disk') return device.child('target')?.attribute('bus') === 'usb';
  if (device.name === 'redirdev') return (device.attribute('bus') ?? 'usb') === 'usb';
  return device.attribute(device.name === 'input' ? 'bus' : 'type') === 'usb';
}

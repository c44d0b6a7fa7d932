import { listDevices, listHostPciUses } from '../../domain/devices.js';
import type { DomainReader } from '../../domain/domain-reader.js';
import { readNumber } from '../../domain/number.js';
import { formatPciAddress } from '../../domain/pci-address.js';
import { usbIdAttributes } from '../../domain/usb-device.js';
import { canonicalUuid } from '../../domain/uuid.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** Every device of the host is given to the guest once. */
export const hostdevUnique = defineRule({
  name: 'hostdev-unique',
  summary: 'Every device of the host is passed through once',
  about: ['hostdev', 'interface/source/address'],
  why: 'libvirt refuses a domain that names one device of the host twice, be it as <hostdev> or as <interface>, and however the numbers are written. With <disk type="nvme"> it finds out when the domain starts.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  checked: 'virDomainDefHostdevValidate and virDomainHostdevMatch, libvirt 9.0.0 and 11.3',
  messages: {
    again: { text: 'The domain has {what} already', cure: 'Remove one of the two', effect: 'refused' },
    disk: {
      text: '{what} is a <disk> of this domain and handed to the guest as well',
      cure: 'Remove the <disk>, or the <{name}>',
      effect: 'not-started',
    },
  },
  check({ domain, read, report }) {
    const uses = read(listHostPciUses);
    const disks = new Set(
      uses.filter(({ device }) => device.name === 'disk').map(({ host }) => formatPciAddress(host)),
    );
    const seen = new Set<string>();
    const pci = uses
      .filter(({ device }) => device.name !== 'disk')
      .map(({ device, host }) => ({
        device,
        what: `host device ${formatPciAddress(host)}`,
        key: formatPciAddress(host),
      }));
    for (const { device, what, key } of [...pci, ...listOthers(domain)]) {
      if (seen.has(key)) report({ message: 'again', at: device, data: { what } });
      else if (disks.has(key)) {
        report({ message: 'disk', at: device, data: { what: `Host device ${key}`, name: device.name } });
      }
      seen.add(key);
    }
  },
});

interface Taken {
  readonly device: XmlElement;
  readonly what: string;
  readonly key: string;
}

function listOthers(domain: DomainReader): Taken[] {
  return listDevices(domain, 'hostdev').flatMap((device) => {
    const source = device.child('source');
    const type = device.attribute('type');
    const key =
      source === undefined ? undefined : type === 'usb' ? usbKey(source) : type === 'mdev' ? uuidOf(source) : undefined;
    return key === undefined ? [] : [{ device, key, what: `${type === 'usb' ? 'USB' : 'mediated'} device ${key}` }];
  });
}

function uuidOf(source: XmlElement): string | undefined {
  return canonicalUuid(source.child('address')?.attribute('uuid') ?? '');
}

/** By bus and number where both are given, else by vendor and product (virDomainHostdevMatchSubsysUSB, 9.0). */
function usbKey(source: XmlElement): string | undefined {
  const [bus, number] = ['bus', 'device'].map((name) => readNumber(source.child('address')?.attribute(name)));
  if (bus !== undefined && number !== undefined) return `${bus}.${number}`;
  const [vendor, product] = ['vendor', 'product'].map((name) => readNumber(source.child(name)?.attribute('id')));
  if (vendor === undefined || product === undefined || source.child('address') !== undefined) return undefined;
  const id = usbIdAttributes({ vendor, product });
  return `${id.vendor}:${id.product}`;
}

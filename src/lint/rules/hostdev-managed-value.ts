import { defineRule } from '../rule.js';

/** What people write for yes and no. */
const MEANT: Readonly<Record<string, string>> = {
  ...{ true: 'yes', on: 'yes', '1': 'yes', yes: 'yes', y: 'yes' },
  ...{ false: 'no', off: 'no', '0': 'no', no: 'no', n: 'no' },
};

/** `managed` is `yes` or `no`. */
export const hostdevManagedValue = defineRule({
  name: 'hostdev-managed-value',
  summary: 'Attribute "managed" of a host device is "yes" or "no"',
  about: ['hostdev[@managed]', 'interface[@managed]'],
  odd: ['value'],
  why: 'libvirt takes the word "yes" alone for yes and anything else, "true" and "on" among it, for no. It then does not bind the device to vfio-pci, and QEMU does not start.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  checked: 'virDomainHostdevDefParseXMLSubsys, libvirt 9.0.0 and 11.3',
  messages: {
    unknown: { text: 'managed="{value}" means no to libvirt', cure: 'Write managed="{cure}"', effect: 'dropped' },
  },
  check({ devices, report }) {
    for (const device of [...devices('hostdev'), ...devices('interface')]) {
      const value = device.attribute('managed');
      if (value === undefined || value === 'yes' || value === 'no') continue;
      const word = value.trim().toLowerCase();
      const meant = Object.hasOwn(MEANT, word) ? MEANT[word] : undefined;
      report({
        message: 'unknown',
        at: device,
        part: '@managed',
        data: { value, cure: meant ?? 'yes' },
        ...(meant && {
          fix: (draft) => draft.setAttribute(device, 'managed', meant, `"${value}" means no to libvirt`),
        }),
      });
    }
  },
});

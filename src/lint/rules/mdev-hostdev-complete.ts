import type { DomainDraft } from '../../domain/domain-draft.js';
import { listHostdevs } from '../../domain/hostdev.js';
import { isX86Guest } from '../../domain/machine.js';
import { canonicalUuid } from '../../domain/uuid.js';
import { defineRule } from '../rule.js';

/** A mediated device names its model and its UUID. Mending names the only model that x86 has. */
export const mdevHostdevComplete = defineRule({
  name: 'mdev-hostdev-complete',
  summary: 'A mediated device has a model and a UUID',
  about: ['hostdev'],
  why: 'libvirt knows a mediated device, such as a vGPU, by its UUID, and needs to be told how it appears in the guest. It refuses one without either.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  checked: 'virDomainHostdevSubsysMediatedDevDefParseXML, libvirt 9.0.0 and 11.3',
  messages: {
    model: { text: 'The mediated device has no model', cure: 'Add model="vfio-pci"', effect: 'refused' },
    uuidMissing: {
      text: 'The mediated device has no UUID',
      cure: 'Add <address uuid="…"/> with the name of the device below /sys/bus/mdev/devices',
      effect: 'refused',
    },
    uuid: {
      text: '"{uuid}" is no UUID',
      cure: 'Write the name of the device below /sys/bus/mdev/devices',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    for (const device of listHostdevs(domain, 'mdev')) {
      const source = device.child('source');
      const address = source?.child('address');
      const uuid = address?.attribute('uuid');
      if (device.attribute('model') === undefined) {
        const fix = (draft: DomainDraft) =>
          draft.setAttribute(device, 'model', 'vfio-pci', 'The only model of mediated devices on x86');
        report({ message: 'model', at: device, part: 'tag', ...(isX86Guest(domain) && { fix }) });
      }
      if (source !== undefined && (address === undefined || uuid === undefined)) {
        report({ message: 'uuidMissing', at: address ?? source, part: 'tag' });
      } else if (address !== undefined && uuid !== undefined && canonicalUuid(uuid) === undefined) {
        report({ message: 'uuid', at: address, part: '@uuid', data: { uuid } });
      }
    }
  },
});

import type { DomainDraft } from '../../domain/domain-draft.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

const TOGETHER = new Set(['driver', 'source', 'teaming']);

/** A host device is written as libvirt's schema has it. */
export const hostdevSchemaValid = defineRule({
  name: 'hostdev-schema-valid',
  summary: 'Host devices are written as the schema of libvirt has them',
  about: ['hostdev'],
  why: 'virsh edit and virt-manager check against the schema and refuse what "virsh define" takes: <driver>, <source> and <teaming> with something between them, and a type in the <address> of a <source>.',
  class: 'unsafe',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  checked: 'hostdev and hostdevsubsyspci of domaincommon.rng, libvirt 9.0.0 and 12.8',
  messages: {
    apart: {
      text: 'Something stands before <{name}> that cuts it off from its neighbour: the schema wants <driver>, <source> and <teaming> together',
      cure: 'Move them together',
      effect: 'runs',
    },
    sourceType: {
      text: 'The address of a host device has no type in the schema, and libvirt does not read it',
      cure: 'Remove the attribute',
      effect: 'runs',
    },
  },
  check({ devices, report }) {
    for (const device of devices('hostdev')) {
      const apart = findApart(device);
      if (apart !== undefined) report({ message: 'apart', at: apart, part: 'tag', data: { name: apart.name } });
      const address = device.attribute('type') === 'pci' ? device.find('source', 'address') : undefined;
      if (address?.attribute('type') === undefined) continue;
      const fix = (draft: DomainDraft) => draft.removeAttribute(address, 'type', 'The schema has no such attribute');
      report({ message: 'sourceType', at: address, part: '@type', fix });
    }
  },
});

/** The first of those that belong together which comes behind something else. */
function findApart(device: XmlElement): XmlElement | undefined {
  const own = device.elements.filter(({ namespace }) => namespace === '');
  const first = own.findIndex(({ name }) => TOGETHER.has(name));
  const between = own.findIndex(({ name }, index) => index > first && !TOGETHER.has(name));
  return first < 0 || between < 0 ? undefined : own.find(({ name }, index) => index > between && TOGETHER.has(name));
}

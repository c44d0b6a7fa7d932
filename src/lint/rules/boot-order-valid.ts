import { readDecimal } from '../../domain/number.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** The elements of which libvirt reads `<boot order>` (virDomainDefCollectBootOrder, 9.0). */
const BOOTABLE = ['disk', 'interface', 'hostdev', 'redirdev'];

/** The boot order is said in one way, and every place in it is taken once. */
export const bootOrderValid = defineRule({
  name: 'boot-order-valid',
  summary: 'The boot order is given either by <os> or by the devices, and no place twice',
  about: ['disk/boot', 'interface/boot', 'hostdev/boot', 'redirdev/boot'],
  why: 'A host device boots only with a <boot order>, and libvirt refuses that beside <boot dev> in <os>. It also refuses two devices with one order, the order 0, and an order of a vGPU.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#bios-bootloader',
  checked:
    'virDomainDefBootOrderPostParse, virDomainDefCollectBootOrder, virDomainDeviceBootParseXML and qemuValidateDomainMdevDefVFIOPCI, libvirt 9.0.0 and 11.3',
  messages: {
    mixed: {
      text: 'libvirt refuses <boot dev> of <os> beside <boot order> of <{name}>',
      cure: 'Give every device that is to boot an order, and remove <boot dev>',
      effect: 'refused',
    },
    twice: { text: 'Boot order {order} is taken by <{other}>', cure: 'Choose another number', effect: 'refused' },
    unreadable: {
      text: 'Boot order "{order}" is no number of 1 or more',
      cure: 'Write 1, 2, 3 and so on',
      effect: 'refused',
    },
    missing: { text: '<boot> of a device has no order', cure: 'Add order="1"', effect: 'refused' },
    mdev: {
      text: 'A guest does not boot from a mediated device of model "{model}"',
      cure: 'Remove <boot>',
      effect: 'refused',
    },
  },
  check({ domain, devices, report }) {
    const holders = new Map<number, XmlElement>();
    let first: XmlElement | undefined;
    for (const device of BOOTABLE.flatMap(devices)) {
      const boot = device.child('boot');
      if (boot === undefined) continue;
      first ??= device;
      const order = boot.attribute('order');
      const number = readDecimal(order);
      const holder = holders.get(number ?? 0);
      if (device.attribute('type') === 'mdev' && device.attribute('model') !== 'vfio-ccw') {
        report({
          message: 'mdev',
          at: boot,
          data: { model: device.attribute('model') ?? '' },
          fix: (draft) => draft.remove(boot, 'A guest does not boot from it'),
        });
      } else if (order === undefined) report({ message: 'missing', at: boot });
      else if (number === undefined || number === 0) {
        report({ message: 'unreadable', at: boot, part: '@order', data: { order } });
      } else if (holder !== undefined) {
        report({ message: 'twice', at: boot, part: '@order', data: { order: number, other: holder.name } });
      } else holders.set(number, device);
    }
    const [osBoot] = domain.findAll('os').flatMap((os) => os.childrenNamed('boot'));
    if (first !== undefined && osBoot !== undefined) {
      report({ message: 'mixed', at: osBoot, data: { name: first.name } });
    }
  },
});

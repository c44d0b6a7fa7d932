import { readDecimal } from '../../domain/number.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** Every controller of a type has an index of its own. */
export const controllerIndexUnique = defineRule({
  name: 'controller-index-unique',
  summary: 'Controllers of one type have different indexes',
  about: ['controller'],
  why: 'Devices name the controller that they are on by its index. libvirt refuses two of one type with the same, apart from the parts of a USB 2 controller.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#controllers',
  checked: 'virDomainDefRejectDuplicateControllers and virDomainUSBAddressSetAddController, libvirt 9.0.0 and 11.3',
  messages: {
    again: {
      text: 'There is a {type} controller with index {index} already',
      cure: 'Remove one of the two, or give it the next free index',
      effect: 'refused',
    },
  },
  check({ devices, report }) {
    const seen = new Set<string>();
    for (const controller of devices('controller')) {
      const type = controller.attribute('type') ?? '';
      const index = readDecimal(controller.attribute('index'));
      if (index === undefined || isCompanion(controller)) continue;
      if (seen.has(`${type} ${index}`))
        report({ message: 'again', at: controller, part: '@index', data: { type, index } });
      seen.add(`${type} ${index}`);
    }
  },
});

/** True for a part of a USB 2 controller, which has the index of the other parts. */
function isCompanion(controller: XmlElement): boolean {
  return controller.child('master') !== undefined || /^ich9-uhci[123]$/.test(controller.attribute('model') ?? '');
}

import { isBeyondCounting } from '../../domain/memory.js';
import { isPowerOfTwo, readDecimal } from '../../domain/number.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** The most that fits into C's `int` and `unsigned int`. */
const INT = 2 ** 31 - 1;
const UNSIGNED = 2 ** 32 - 1;

/** Which numbers libvirt takes in an attribute of a device. */
interface Numbers {
  readonly device: string;
  /** The child of the device that has the attribute. */
  readonly child?: string;
  readonly attribute: string;
  readonly low: number;
  readonly high: number;
  readonly isPower?: boolean;
  /** Of which devices libvirt reads it. Default: of all. */
  isRead?(device: XmlElement, element: XmlElement): boolean;
}

const NUMBERS: readonly Numbers[] = [
  { device: 'controller', attribute: 'index', low: 0, high: INT },
  { device: 'disk', child: 'driver', attribute: 'queues', low: 0, high: UNSIGNED },
  { ...interfaceDriver('queues'), isPower: false },
  interfaceDriver('rx_queue_size'),
  interfaceDriver('tx_queue_size'),
];

/** Elements that hold an amount of memory that libvirt counts in bytes. */
const AMOUNTS = [
  ...['memory', 'currentMemory', 'maxMemory'],
  ...['memtune/hard_limit', 'memtune/soft_limit', 'memtune/swap_hard_limit'],
];

/** Elements that hold a number; whether it is one is the matter of other rules. */
const TEXTS = [...AMOUNTS, 'vcpu', 'iothreads', 'features/smm/tseg'];

/** Numbers are those that libvirt takes there. Places in PCI and USB are the matter of other rules. */
export const numberInRange = defineRule({
  name: 'number-in-range',
  summary: 'Numbers are those that libvirt takes there',
  about: [...TEXTS, 'numa/cell', 'os/bootmenu', ...NUMBERS.map(({ device }) => device)],
  odd: ['number'],
  why: 'An index, a number of queues or the timeout of the boot menu is a whole number, written with decimal digits. libvirt refuses a domain with any other, queues of a length that is no power of two, an amount of memory of 8 EiB or more, and white space behind an amount of memory or a number of vCPUs; in front of it there may be some.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html',
  checked:
    'virXMLPropUInt, virDomainParseMemory, virDomainVcpuParse, qemuValidateDomainDeviceDefNetwork and virDomainDefBootValidate; shown with libvirt 9.0.0 and 11.3',
  messages: {
    beyond: {
      text: '"{name}" of <{element}> is "{value}", and libvirt takes {low} to {high}',
      cure: 'Choose a number of these',
      effect: 'refused',
    },
    trailing: {
      text: 'There is white space behind the number of <{element}>, which libvirt does not take',
      cure: 'Remove it',
      effect: 'refused',
    },
    uncounted: {
      text: '<{element}> asks for {amount}, which is more than libvirt can count',
      cure: 'Write less than 8 EiB; without "unit" the number counts KiB',
      effect: 'refused',
    },
    odd: {
      text: '"{name}" of <{element}> is {value}, which is no power of two',
      cure: 'Write 256, 512 or 1024',
      effect: 'refused',
    },
  },
  check({ domain, devices, report }) {
    for (const menu of domain.findAll('os').flatMap((os) => os.childrenNamed('bootmenu'))) {
      if (menu.attribute('enable') === 'yes') look(menu, { attribute: 'timeout', low: 0, high: 65535 });
    }
    for (const path of TEXTS) {
      const at = domain.find(path);
      if (at === undefined) continue;
      const text = at.fullText;
      const digits = text.trim();
      if (!text.endsWith(digits) && readDecimal(digits) !== undefined) {
        report({ message: 'trailing', at, data: { element: at.name } });
      }
      if (AMOUNTS.includes(path)) weigh(at, digits, 'text');
    }
    for (const cell of domain.find('cpu/numa')?.childrenNamed('cell') ?? []) {
      weigh(cell, cell.attribute('memory') ?? '', '@memory');
    }
    for (const numbers of NUMBERS) {
      for (const device of devices(numbers.device)) {
        const element = numbers.child === undefined ? device : device.child(numbers.child);
        if (element !== undefined && (numbers.isRead?.(device, element) ?? true)) look(element, numbers);
      }
    }

    function weigh(at: XmlElement, digits: string, part: 'text' | '@memory'): void {
      const unit = at.attribute('unit');
      if (!isBeyondCounting(digits, unit)) return;
      const amount = [digits, unit ?? ''].join(' ').trim();
      report({ message: 'uncounted', at, part, data: { element: at.name, amount } });
    }

    function look(at: XmlElement, { attribute, low, high, isPower }: Omit<Numbers, 'device'>): void {
      const value = at.attribute(attribute);
      if (value === undefined) return;
      const number = readDecimal(value);
      const isBeyond = number === undefined || number < low || number > high;
      if (!isBeyond && (!isPower || number === 0 || isPowerOfTwo(number))) return;
      const data = { name: attribute, element: at.name, value, low, high };
      report({ message: isBeyond ? 'beyond' : 'odd', at, part: `@${attribute}`, data });
    }
  },
});

/** Of a network card libvirt reads these only where it is virtio. */
function interfaceDriver(attribute: string): Numbers {
  const isRead = (device: XmlElement) => (device.find('model')?.attribute('type') ?? '').startsWith('virtio');
  return { device: 'interface', child: 'driver', attribute, low: 0, high: UNSIGNED, isPower: true, isRead };
}

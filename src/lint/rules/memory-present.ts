import { readKiB } from '../../domain/memory.js';
import { defineRule } from '../rule.js';

/** The domain has memory. */
export const memoryPresent = defineRule({
  name: 'memory-present',
  summary: 'The domain says how much memory it has',
  about: ['domain'],
  odd: ['basics', 'number'],
  why: 'libvirt refuses a domain that has neither <memory> nor NUMA cells, and one whose amount it cannot read: a whole number, and a unit such as GiB as an attribute.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#memory-allocation',
  checked: 'virDomainParseMemory and virDomainDefPostParseMemory, libvirt 9.0.0',
  messages: {
    missing: { text: 'The domain has no memory', cure: 'Add <memory unit="GiB">, or NUMA cells', effect: 'refused' },
    unreadable: {
      text: 'libvirt cannot read "{amount}" as an amount of memory',
      cure: 'Write a whole number, and its unit as attribute "unit": KiB, MiB or GiB',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const memory = domain.find('memory');
    const hasCells = domain.find('cpu/numa/cell') !== undefined;
    if (memory !== undefined && memory.text !== '') {
      const unit = memory.attribute('unit');
      const amount = readKiB(memory.text, unit);
      if (amount === undefined) {
        report({ message: 'unreadable', at: memory, data: { amount: [memory.text, unit ?? ''].join(' ').trim() } });
      } else if (amount === 0 && !hasCells) report({ message: 'missing', at: memory });
    } else if (!hasCells) report({ message: 'missing', at: memory ?? domain.root, part: 'tag' });
  },
});

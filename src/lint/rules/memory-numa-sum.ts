import { listNumaCells, readKiB, startMemoryKiB } from '../../domain/memory.js';
import { defineRule } from '../rule.js';

/** The cells of the guest add up to its memory. */
export const memoryNumaSum = defineRule({
  name: 'memory-numa-sum',
  summary: '<memory> is what the cells of <numa> add up to',
  about: ['cpu/numa'],
  why: 'Where the guest has NUMA cells, libvirt counts their memory and writes the sum over <memory>. Whoever changes <memory> alone changes nothing.',
  class: 'ineffective',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#memory-allocation',
  checked: 'virDomainDefSetMemoryTotal by virDomainDefPostParseMemory, libvirt 9.0.0',
  messages: {
    replaced: {
      text: 'The cells of <numa> have {cells} KiB together, and libvirt puts that in the place of these {memory} KiB',
      cure: 'Say {cells} KiB, or change the cells',
      effect: 'dropped',
    },
  },
  check({ domain, read, report }) {
    const memory = domain.find('memory');
    if (memory === undefined || listNumaCells(domain).length === 0) return;
    const stated = readKiB(memory.text, memory.attribute('unit'));
    const cells = read(startMemoryKiB);
    if (stated === undefined || cells === undefined || stated === cells) return;
    // What is hot-plugged counts as well in what libvirt prints.
    if (domain.find('devices/memory') !== undefined) return;
    report({ message: 'replaced', at: memory, part: 'text', data: { memory: stated, cells } });
  },
});

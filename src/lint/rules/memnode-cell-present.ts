import { listNumaCells } from '../../domain/memory.js';
import { readDecimal } from '../../domain/number.js';
import { defineRule } from '../rule.js';

/** Memory of a node is bound only where the guest has that node. */
export const memnodeCellPresent = defineRule({
  name: 'memnode-cell-present',
  summary: 'A <memnode> is about a NUMA cell of the guest',
  about: ['numatune/memnode'],
  why: 'libvirt refuses to bind the memory of a cell that <numa> of <cpu> does not define.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#numa-node-tuning',
  checked: 'virDomainNumatuneNodeParseXML, libvirt 9.0.0',
  messages: {
    nodeless: {
      text: 'The guest has no NUMA cells, so that there is no memory of a cell to bind',
      cure: 'Add <numa> to <cpu>, or bind all memory with <memory> of <numatune>',
      effect: 'refused',
    },
    unknown: { text: 'The guest has no NUMA cell {id}', cure: 'Name a cell of <numa>', effect: 'refused' },
  },
  check({ domain, read, report }) {
    const cells = read(listNumaCells);
    for (const memnode of domain.find('numatune')?.childrenNamed('memnode') ?? []) {
      const id = readDecimal(memnode.attribute('cellid'));
      if (cells.length === 0) report({ message: 'nodeless', at: memnode });
      else if (id !== undefined && id >= cells.length)
        report({ message: 'unknown', at: memnode, part: '@cellid', data: { id } });
    }
  },
});

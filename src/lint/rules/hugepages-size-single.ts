import { parseCpuRanges } from '../../domain/cpuset.js';
import { listNumaCells, readKiB } from '../../domain/memory.js';
import { defineRule } from '../rule.js';

/** Each node of the guest has huge pages of one size. */
export const hugepagesSizeSingle = defineRule({
  name: 'hugepages-size-single',
  summary: 'Each node of the guest has huge pages of one size',
  about: ['memoryBacking/hugepages/page'],
  why: 'A <page> without nodeset is the size for every node that has no <page> of its own. libvirt refuses a second of them, one of no size, and one for a node that the guest does not have.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#memory-backing',
  checked: 'virDomainHugepagesParseXML and virDomainDefMemtuneValidate, libvirt 9.0.0',
  messages: {
    second: {
      text: 'There are two sizes of huge pages for the nodes that have none of their own',
      cure: 'Remove one <page>, or give it a nodeset',
      effect: 'refused',
    },
    sizeless: {
      text: 'The huge pages have no size',
      cure: 'Say how large they are: size="2" unit="M"',
      effect: 'refused',
    },
    nodeless: {
      text: 'The guest has no node {node}',
      cure: 'Name nodes of the guest only: its <numa> says which it has',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const pages = domain.findAll('memoryBacking/hugepages').flatMap((block) => block.childrenNamed('page'));
    const nodes = Math.max(1, listNumaCells(domain).length);
    let hasMaster = false;
    for (const page of pages) {
      const size = readKiB(page.attribute('size'), page.attribute('unit'));
      const nodeset = page.attribute('nodeset');
      if (page.attribute('size') === undefined || size === 0) report({ message: 'sizeless', at: page });
      if (nodeset === undefined) {
        if (hasMaster) report({ message: 'second', at: page });
        hasMaster = true;
        continue;
      }
      const beyond = parseCpuRanges(nodeset)?.find(([, last]) => last >= nodes);
      const node = beyond === undefined ? undefined : Math.max(beyond[0], nodes);
      if (node !== undefined) report({ message: 'nodeless', at: page, part: '@nodeset', data: { node } });
    }
  },
});

import { parseCpuRanges } from '../../domain/cpuset.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** What memory is bound to is said in a way that libvirt reads. Which cells there are is the matter of another rule. */
export const numatuneValid = defineRule({
  name: 'numatune-valid',
  summary: 'Memory is bound to nodes of the host that libvirt can read, in modes that fit each other',
  about: ['numatune'],
  why: 'libvirt refuses a set of nodes that it cannot read or that is empty, none where it is not to choose by itself, and a cell in another mode beside "restrictive". A set beside placement="auto" it drops.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#numa-node-tuning',
  checked: 'virDomainNumatuneParseXML and virDomainNumatuneNodeParseXML; shown with libvirt 9.0.0 and 11.3',
  messages: {
    unreadable: {
      text: 'libvirt cannot read "{nodeset}" as a set of nodes of the host',
      cure: 'Write numbers, ranges and exclusions between commas: "0-3,^2"',
      effect: 'refused',
    },
    missing: {
      text: '<{name}> names no nodes of the host',
      cure: 'Add the attribute "nodeset"',
      effect: 'refused',
    },
    mode: {
      text: 'The memory of a cell is bound in mode "{mode}", and all memory in mode "restrictive"',
      cure: 'Use "restrictive" for both or for none',
      effect: 'refused',
    },
    chosen: {
      text: 'libvirt is to choose the nodes of all memory, and refuses others for a cell',
      cure: 'Remove <memnode>, or placement="auto" of <memory>',
      effect: 'refused',
    },
    idle: {
      text: 'placement="auto" leaves the nodes to libvirt, which drops this set of them',
      cure: 'Remove placement="auto", or "nodeset"',
      effect: 'dropped',
    },
  },
  check({ domain, report }) {
    const numatune = domain.find('numatune');
    if (numatune === undefined) return;
    const memory = numatune.child('memory');
    const isAuto = memory?.attribute('placement') === 'auto';
    // One that says nothing is none to libvirt.
    const isSaid = memory?.attribute('mode') !== undefined || memory?.attribute('placement') !== undefined;
    if (memory !== undefined && checkNodeset(memory) === undefined && isSaid && !isAuto) {
      const isVcpuAuto = domain.find('vcpu')?.attribute('placement') === 'auto';
      if (!isVcpuAuto || memory.attribute('placement') === 'static') reportMissing(memory);
    }
    if (isAuto && memory.attribute('nodeset') !== undefined) report({ message: 'idle', at: memory, part: '@nodeset' });
    for (const memnode of numatune.childrenNamed('memnode')) {
      const mode = memnode.attribute('mode') ?? 'strict';
      if (checkNodeset(memnode) === undefined) reportMissing(memnode);
      if (isAuto) report({ message: 'chosen', at: memnode });
      else if (memory?.attribute('mode') === 'restrictive' && mode !== 'restrictive')
        report({ message: 'mode', at: memnode, part: '@mode', data: { mode } });
    }

    function reportMissing(at: XmlElement): void {
      report({ message: 'missing', at, part: 'tag', data: { name: at.name } });
    }

    function checkNodeset(at: XmlElement): string | undefined {
      const nodeset = at.attribute('nodeset');
      if (nodeset !== undefined && parseCpuRanges(nodeset) === undefined)
        report({ message: 'unreadable', at, part: '@nodeset', data: { nodeset } });
      return nodeset;
    }
  },
});

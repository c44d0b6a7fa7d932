import { readDecimal } from '../../domain/number.js';
import { defineRule } from '../rule.js';

/** Memory that can be plugged in has slots, a limit and nodes. */
export const memoryHotplugNuma = defineRule({
  name: 'memory-hotplug-numa',
  summary: 'Memory that can be plugged in has slots, a limit and NUMA nodes',
  about: ['maxMemory', 'devices/memory'],
  why: 'Modules are plugged into slots of a node of the guest, up to a limit. libvirt refuses a <memory> device where <maxMemory> is missing, and libvirt 9.0 also <maxMemory> without slots or without NUMA cells. A module for a node that is not there it refuses as well.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#memory-devices',
  checked:
    'virDomainDefPostParseMemory and qemuDomainDefValidateMemoryHotplug, libvirt 9.0.0; 11.3 takes <maxMemory> without slots and cells',
  messages: {
    slotless: { text: '<maxMemory> has no slots', cure: 'Say how many: slots="16"', effect: 'refused' },
    nodeless: {
      text: '<maxMemory> needs a NUMA cell that memory can be plugged into',
      cure: 'Add <numa> with one <cell> to <cpu>, or remove <maxMemory>',
      effect: 'refused',
    },
    limitless: {
      text: 'A memory device needs <maxMemory>',
      cure: 'Add <maxMemory slots="16" unit="GiB">, and NUMA cells',
      effect: 'refused',
    },
    node: {
      text: 'The memory is for NUMA node {node}, and the last one of the guest is {last}',
      cure: 'Name a node that <numa> defines',
      effect: 'refused',
    },
  },
  check({ domain, devices, isAtLeast, report }) {
    const limit = domain.find('maxMemory');
    const module = devices('memory').find((device) => /^(dimm|nvdimm)$/.test(device.attribute('model') ?? ''));
    if (limit === undefined || limit.text === '') {
      if (module !== undefined) report({ message: 'limitless', at: module, part: 'tag' });
      return;
    }
    const cells = domain.find('cpu/numa')?.childrenNamed('cell') ?? [];
    for (const device of devices('memory')) {
      const node = device.find('target', 'node');
      const number = readDecimal(node?.text);
      if (node === undefined || number === undefined || cells.length === 0 || number < cells.length) continue;
      report({ message: 'node', at: node, part: 'text', data: { node: number, last: cells.length - 1 } });
    }
    // Some version between 9.0 and 11.3 began to take both.
    if (isAtLeast('libvirt', '9.1')) return;
    if ((readDecimal(limit.attribute('slots')) ?? 0) === 0) report({ message: 'slotless', at: limit, part: 'tag' });
    else if (cells.length === 0) report({ message: 'nodeless', at: limit, part: 'tag' });
  },
});

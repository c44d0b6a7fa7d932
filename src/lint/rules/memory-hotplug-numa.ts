import { readDecimal } from '../../domain/number.js';
import { isQemuDomain } from '../../domain/support.js';
import { defineRule } from '../rule.js';

/** Memory that can be plugged in has slots, a limit and nodes. */
export const memoryHotplugNuma = defineRule({
  name: 'memory-hotplug-numa',
  summary: 'Memory that can be plugged in has slots, a limit and NUMA nodes',
  why: 'Modules are plugged into slots of a node of the guest, up to a limit. libvirt refuses a <memory> device where <maxMemory> is missing, and libvirt 9.0 also <maxMemory> without slots or without NUMA cells.',
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
  },
  check({ domain, devices, isAtLeast, report }) {
    if (!isQemuDomain(domain)) return;
    const limit = domain.find('maxMemory');
    const module = devices('memory').find((device) => /^(dimm|nvdimm)$/.test(device.attribute('model') ?? ''));
    if (limit === undefined || limit.text === '') {
      if (module !== undefined) report({ message: 'limitless', at: module, part: 'tag' });
      return;
    }
    // Some version between 9.0 and 11.3 began to take both.
    if (isAtLeast('libvirt', '9.1')) return;
    if ((readDecimal(limit.attribute('slots')) ?? 0) === 0) report({ message: 'slotless', at: limit, part: 'tag' });
    else if (domain.find('cpu/numa/cell') === undefined) report({ message: 'nodeless', at: limit, part: 'tag' });
  },
});

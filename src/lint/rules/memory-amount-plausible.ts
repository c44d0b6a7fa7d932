import { readKiB } from '../../domain/memory.js';
import { defineRule } from '../rule.js';

/** 64 GiB, where somebody means MiB and libvirt counts KiB. */
const HIGHEST_KIB = 65536;

/** libvirt counts memory in KiB where nothing else is said. */
export const memoryAmountPlausible = defineRule({
  name: 'memory-amount-plausible',
  summary: 'The memory is as much as a guest needs',
  about: ['memory'],
  odd: ['basics'],
  why: 'Without a unit libvirt counts KiB: <memory>4</memory> is 4 KiB, and <memory>8192</memory> is 8 MiB. libvirt defines the domain, and the guest does not get through its firmware.',
  class: 'ineffective',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#memory-allocation',
  checked: 'dumpxml of libvirt 9.0.0, which prints <memory unit="KiB">4</memory>',
  messages: {
    tiny: {
      text: 'The guest has {kib} KiB of memory, with which hardly any starts',
      cure: 'Say the unit: unit="GiB" or unit="MiB"',
      effect: 'runs',
    },
  },
  check({ domain, report }) {
    const at = domain.find('memory');
    const unit = at?.attribute('unit') ?? 'KiB';
    const kib = readKiB(at?.text, unit);
    // What is said in another unit is meant, and cells say more than <memory>.
    if (at === undefined || kib === undefined || !/^k(ib)?$/i.test(unit) || domain.find('cpu/numa/cell') !== undefined)
      return;
    if (kib > 0 && kib <= HIGHEST_KIB) report({ message: 'tiny', at, part: 'text', data: { kib } });
  },
});

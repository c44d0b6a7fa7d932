import { defineRule } from '../rule.js';

const DECIMAL = /^[kmgtpe]b$/i;

/** Memory is counted in units of 1024. */
export const memoryUnitBinary = defineRule({
  name: 'memory-unit-binary',
  summary: 'Memory is counted in units of 1024',
  about: ['memory', 'currentMemory', 'maxMemory', 'numa/cell'],
  odd: ['number'],
  why: 'libvirt takes GB for 1000 to the third. 4 GB are 3814 MiB and a rest, which no whole number of huge pages holds.',
  class: 'unsafe',
  severity: 'info',
  source: 'https://libvirt.org/formatdomain.html#memory-allocation',
  checked: 'virScaleInteger, libvirt 9.0.0',
  messages: {
    decimal: { text: '"{unit}" counts by 1000', cure: 'Say "{binary}"', effect: 'runs' },
  },
  check({ domain, report }) {
    const cells = domain.find('cpu/numa')?.childrenNamed('cell') ?? [];
    for (const element of [domain.find('memory'), domain.find('currentMemory'), domain.find('maxMemory'), ...cells]) {
      const unit = element?.attribute('unit') ?? '';
      if (element === undefined || !DECIMAL.test(unit)) continue;
      report({ message: 'decimal', at: element, part: '@unit', data: { unit, binary: `${unit.slice(0, 1)}iB` } });
    }
  },
});

import { listPins } from '../../domain/cpu-tune.js';
import { parseCpuRanges } from '../../domain/cpuset.js';
import { PINS } from '../about.js';
import { defineRule } from '../rule.js';

/** Sets of host CPUs are written as libvirt reads them. */
export const cpusetReadable = defineRule({
  name: 'cpuset-readable',
  summary: 'Sets of host CPUs are written as libvirt reads them',
  about: ['vcpu[@cpuset]', ...PINS],
  why: 'libvirt reads numbers, ranges and exclusions between commas, such as "0-3,^2,8", and refuses any other text, a set that is empty, and a pin without one.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#cpu-tuning',
  checked: 'virBitmapParse, virDomainVcpuPinDefParseXML and virDomainVcpuParse, libvirt 9.0.0',
  messages: {
    unreadable: {
      text: 'libvirt cannot read "{cpuset}" as a set of host CPUs',
      cure: 'Write numbers, ranges and exclusions between commas: "0-3,^2,8"',
      effect: 'refused',
    },
    missing: { text: '<{name}> names no host CPUs', cure: 'Add the attribute "cpuset"', effect: 'refused' },
  },
  check({ domain, report }) {
    const vcpu = domain.find('vcpu');
    const isChosen = vcpu?.attribute('placement') === 'auto';
    const pins = (['vcpupin', 'emulatorpin', 'iothreadpin'] as const).flatMap((name) => listPins(domain, name));
    for (const at of vcpu === undefined || isChosen ? pins : [vcpu, ...pins]) {
      const cpuset = at.attribute('cpuset');
      if (cpuset === undefined) {
        if (at !== vcpu) report({ message: 'missing', at, data: { name: at.name } });
      } else if (parseCpuRanges(cpuset) === undefined) {
        report({ message: 'unreadable', at, part: '@cpuset', data: { cpuset } });
      }
    }
  },
});

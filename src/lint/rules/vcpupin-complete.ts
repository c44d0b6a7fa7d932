import { listPins, vcpuCount } from '../../domain/cpu-tune.js';
import { formatCpuset } from '../../domain/cpuset.js';
import { readDecimal } from '../../domain/number.js';
import { defineRule } from '../rule.js';

/** Either all vCPUs are pinned or none is. */
export const vcpupinComplete = defineRule({
  name: 'vcpupin-complete',
  summary: 'Either all vCPUs are pinned or none is',
  about: ['cputune/vcpupin'],
  why: 'A vCPU without pin runs on any host CPU, also on those that the others are pinned to, and holds up whoever waits for it in the guest.',
  class: 'unsafe',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#cpu-tuning',
  checked: 'qemuProcessSetupVcpu, libvirt 9.0.0',
  messages: {
    partial: {
      text: '{vcpus} of {count} {have} no pin and {run} on any host CPU',
      cure: 'Pin every vCPU, or set "cpuset" of <vcpu> for those without pin',
      effect: 'runs',
    },
  },
  check({ domain, read, report }) {
    const pins = listPins(domain, 'vcpupin');
    const count = read(vcpuCount);
    const vcpu = domain.find('vcpu');
    if (count === undefined || count > 1024 || vcpu?.attribute('cpuset') !== undefined) return;
    const pinned = new Set(pins.flatMap((pin) => readDecimal(pin.attribute('vcpu')) ?? []));
    const open = Array.from({ length: count }, (_, id) => id).filter((id) => !pinned.has(id));
    const parent = pins[0]?.parent;
    if (parent === undefined || open.length === 0 || open.length === count) return;
    const [noun, have, run] = open.length === 1 ? ['vCPU', 'has', 'runs'] : ['vCPUs', 'have', 'run'];
    const vcpus = `${noun} ${formatCpuset(open)}`;
    report({ message: 'partial', at: parent, part: 'tag', data: { vcpus, count, have, run } });
  },
});

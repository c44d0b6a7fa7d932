import { listPins } from '../../domain/cpu-tune.js';
import { defineRule } from '../rule.js';

/** Where vCPUs are pinned, the rest of QEMU is kept off their host CPUs. */
export const emulatorpinPresent = defineRule({
  name: 'emulatorpin-present',
  summary: 'Where vCPUs are pinned, the rest of QEMU has host CPUs of its own',
  about: ['cputune/vcpupin'],
  why: 'The main thread of QEMU and its helpers run wherever the kernel likes, also on the host CPUs of the vCPUs. The guest stands still for that long: sound crackles and frames drop.',
  class: 'unsafe',
  severity: 'info',
  source: 'https://libvirt.org/formatdomain.html#cpu-tuning',
  checked: 'qemuProcessSetupEmulator, libvirt 9.0.0',
  messages: {
    missing: {
      text: 'vCPUs are pinned and the emulator is not: it may run on their host CPUs',
      cure: 'Add <emulatorpin> with host CPUs that no vCPU has',
      effect: 'runs',
    },
  },
  check({ domain, report }) {
    const [pin] = listPins(domain, 'vcpupin');
    if (pin?.parent === undefined) return;
    // With a cpuset of <vcpu> the emulator has that one.
    if (listPins(domain, 'emulatorpin').length > 0 || domain.find('vcpu')?.attribute('cpuset') !== undefined) return;
    report({ message: 'missing', at: pin.parent, part: 'tag' });
  },
});

import { isPinnedByVfio } from '../../domain/memory.js';
import { VFIO_DEVICES } from '../about.js';
import { defineRule } from '../rule.js';

/** A guest that cannot migrate anyway sees the invariant TSC of its host. Mending says `migratable='off'`. */
export const cpuInvtscShown = defineRule({
  name: 'cpu-invtsc-shown',
  summary: 'A guest with host devices sees the invariant TSC of the host',
  about: VFIO_DEVICES,
  guests: 'x86-kvm',
  why: 'With migratable="on", which libvirt writes by itself, QEMU leaves out of the host CPU what would stop a migration: the invariant TSC, by which guests trust their fastest clock. A guest with a device of the host mostly does not migrate, and loses something for nothing.',
  class: 'unsafe',
  severity: 'info',
  isOnByDefault: false,
  source: 'https://libvirt.org/formatdomain.html#cpu-model-and-topology',
  checked: 'x86_cpu_expand_features in target/i386/cpu.c, QEMU 7.2, which keeps a feature that is asked for',
  messages: {
    left: {
      text: 'The guest does not see the invariant TSC, as its CPU is kept fit for a migration',
      cure: 'Say migratable="off", or ask for feature "invtsc"',
      effect: 'runs',
    },
  },
  check({ domain, read, report }) {
    const cpu = domain.find('cpu');
    if (cpu?.attribute('mode') !== 'host-passthrough') return;
    const isSaid = cpu.childrenNamed('feature').some((feature) => feature.attribute('name') === 'invtsc');
    if (isSaid || cpu.attribute('migratable') === 'off' || !read(isPinnedByVfio)) return;
    const part = cpu.attribute('migratable') === undefined ? 'tag' : '@migratable';
    const reason = 'A guest with host devices does not migrate';
    report({ message: 'left', at: cpu, part, fix: (draft) => draft.setAttribute(cpu, 'migratable', 'off', reason) });
  },
});

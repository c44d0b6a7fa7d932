import { listDisabledHypervisorFeatures } from '../../domain/hiding.js';
import { readEffectiveSwitches, showsHyperv } from '../../domain/hypervisor-cpuid.js';
import { defineRule } from '../rule.js';

/** A guest is told that there is no hypervisor (Method A) or that it is Hyper-V (Method B), and not both. */
export const hidingMethodsSeparate = defineRule({
  name: 'hiding-methods-separate',
  summary: 'A guest sees no hypervisor or Hyper-V, and not both',
  about: ['cpu/feature', 'qemu:commandline'],
  guests: 'x86-kvm',
  why: 'With feature "hypervisor" disabled a guest is told that it runs on bare metal, so Windows uses no Hyper-V enlightenment, while whoever reads CPUID leaf 0x40000000 still finds Hyper-V there. That is slow and hides nothing.',
  class: 'ineffective',
  severity: 'warning',
  source: 'https://unpkg.com/libvirt-ptx/docs/evidence.md',
  checked: 'A guest that reads CPUID: QEMU 7.2, libvirt 9.0.0',
  messages: {
    mixed: {
      text: 'Feature "hypervisor" is disabled and Hyper-V is on: Windows uses no enlightenment, and Hyper-V can still be read',
      cure: 'Take the feature out, or everything of Hyper-V with timer "hypervclock"',
      effect: 'runs',
    },
  },
  check({ domain, read, report }) {
    const switches = read(readEffectiveSwitches);
    const at = switches.argument ?? listDisabledHypervisorFeatures(domain)[0];
    if (at !== undefined && switches.isBitCleared && showsHyperv(switches)) report({ message: 'mixed', at });
  },
});

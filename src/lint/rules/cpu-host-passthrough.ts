import { listHostPciUses } from '../../domain/devices.js';
import { listHostGpus } from '../../domain/gpu.js';
import { readEffectiveSwitches } from '../../domain/hypervisor-cpuid.js';
import { isPinnedByVfio } from '../../domain/memory.js';
import { VFIO_DEVICES } from '../about.js';
import { defineRule } from '../rule.js';

/** A guest with a device of the host has the CPU of the host. */
export const cpuHostPassthrough = defineRule({
  name: 'cpu-host-passthrough',
  summary: 'A guest with a device of the host has the CPU of the host',
  about: VFIO_DEVICES,
  guests: 'x86-kvm',
  why: 'Without <cpu> a guest has QEMU\'s model "qemu64", which is as old as x86-64 and lacks what games, drivers and Windows 11 ask for. A named model or "host-model" leaves out what no model describes.',
  class: 'unsafe',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#cpu-model-and-topology',
  checked: 'qemuDomainDefCPUPostParse, libvirt 9.0.0, which writes model "qemu64"',
  messages: {
    absent: {
      text: 'Without a CPU model the guest has a "qemu64", without most of what the host can do',
      cure: 'Add <cpu mode="host-passthrough"/>',
      effect: 'runs',
    },
    other: {
      text: 'A guest with a graphics card has CPU mode "{mode}", which leaves out some of what the host can do',
      cure: 'Say mode="host-passthrough", unless the guest has to see the same CPU on several hosts',
      effect: 'runs',
      severity: 'info',
    },
  },
  check({ domain, host, vendors, read, report }) {
    const cpu = domain.find('cpu');
    const mode = cpu?.attribute('mode') ?? 'custom';
    if (mode !== 'custom' && mode !== 'host-model') return;
    if (!read(isPinnedByVfio) || read(readEffectiveSwitches).argument !== undefined) return;
    const at = cpu ?? domain.root;
    if (mode === 'custom' && (cpu?.child('model')?.text ?? '') === '') report({ message: 'absent', at, part: 'tag' });
    else {
      const hasGpu =
        host === undefined
          ? vendors.gpu !== undefined && read(listHostPciUses).some(({ device }) => device.name === 'hostdev')
          : listHostGpus(domain, host).length > 0;
      const part = cpu?.attribute('mode') === undefined ? 'tag' : '@mode';
      if (hasGpu) report({ message: 'other', at, part, data: { mode } });
    }
  },
});

import { vcpuCount } from '../../domain/cpu-tune.js';
import { isDesktopWindowsGuest } from '../../domain/guest-os.js';
import { readDecimal } from '../../domain/number.js';
import { defineRule } from '../rule.js';

/** As many as the professional editions use; those for the home use one. */
const MOST = 2;

/** A desktop Windows has its vCPUs on one or two sockets. */
export const windowsCpuSockets = defineRule({
  name: 'windows-cpu-sockets',
  summary: 'A desktop Windows has its vCPUs on one or two sockets',
  about: ['metadata'],
  why: 'Without <topology> QEMU gives each vCPU a socket of its own. The editions of Windows for the desktop use two sockets at the most, and leave all other vCPUs idle.',
  class: 'ineffective',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#cpu-model-and-topology',
  checked: "qemuBuildSmpCommandLine, libvirt 9.0.0; Microsoft's licence terms for Windows 10 and 11",
  messages: {
    tooMany: {
      text: 'The guest has {sockets} sockets, of which a desktop Windows uses two at the most',
      cure: 'Say in <topology> that its vCPUs are cores of one socket',
      effect: 'runs',
    },
  },
  check({ domain, report }) {
    if (!isDesktopWindowsGuest(domain)) return;
    const topology = domain.find('cpu/topology');
    const sockets = topology === undefined ? vcpuCount(domain) : readDecimal(topology.attribute('sockets'));
    if (sockets === undefined || sockets <= MOST) return;
    report({ message: 'tooMany', at: topology ?? domain.find('vcpu') ?? domain.root, data: { sockets } });
  },
});

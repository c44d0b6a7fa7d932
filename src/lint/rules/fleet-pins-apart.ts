import { countCpus, formatCpuset, listCpus } from '../../domain/cpuset.js';
import { isQemuDomain } from '../../domain/support.js';
import { listVcpuPins } from '../../domain/vcpu-pins.js';
import { type Claim, defineRule } from '../rule.js';
import { isVariant } from '../variant.js';

/** A pin to more host CPUs than the threads of a core says where to stay, not whom to keep away. */
const MOST_OF_A_CORE = 2;

/** No two domains of a run pin vCPUs to one host CPU. */
export const fleetPinsApart = defineRule({
  name: 'fleet-pins-apart',
  summary: 'No two domains pin vCPUs to the same host CPU',
  about: ['cputune/vcpupin'],
  why: 'vCPUs that are pinned to one host CPU run in turns, so that what pinning is for, a core without company, is lost while both domains run. Pins to more than the threads of one core are not compared.',
  class: 'unsafe',
  severity: 'info',
  source: 'https://libvirt.org/formatdomain.html#cpu-tuning',
  checked: 'qemuProcessSetupVcpu, libvirt 9.0.0',
  messages: {
    shared: {
      text: 'To host CPU {things} vCPUs of {domains} are pinned too, and run in turns with these',
      cure: 'Pin to other host CPUs, or leave it if they never run together',
      effect: 'runs',
    },
  },
  check() {},
  fleet: {
    claim(domain) {
      if (!isQemuDomain(domain)) return [];
      const pins = domain.read(listVcpuPins).filter(({ cpus }) => countCpus(cpus) <= MOST_OF_A_CORE);
      // All that meet are said in one place.
      const at = pins[0]?.pin.parent ?? domain.root;
      return pins.flatMap(({ cpus }) => listCpus(cpus).map((cpu): Claim => ({ thing: String(cpu), at, part: 'tag' })));
    },
    judge: (own, other) => (isVariant(own, other) ? undefined : 'shared'),
    show: (things) => formatCpuset(things.map(Number).sort((a, b) => a - b)),
  },
});

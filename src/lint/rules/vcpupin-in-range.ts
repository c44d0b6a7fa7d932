import { listPins, vcpuCount } from '../../domain/cpu-tune.js';
import { readDecimal } from '../../domain/number.js';
import { defineRule } from '../rule.js';

/** Pins are about vCPUs that the guest can have. */
export const vcpupinInRange = defineRule({
  name: 'vcpupin-in-range',
  summary: 'Pins are about vCPUs that the guest can have',
  about: ['cputune/vcpupin'],
  why: 'libvirt counts vCPUs from 0 and drops a pin for one that the guest does not have, with no more than a line in its log. Whoever counts from 1 leaves vCPU 0 unpinned.',
  class: 'ineffective',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#cpu-tuning',
  checked: 'virDomainVcpuPinDefParseXML, libvirt 9.0.0',
  messages: {
    beyond: {
      text: 'The guest has vCPUs 0 to {last}, so that libvirt drops the pin of vCPU {vcpu}',
      cure: 'Remove the pin, or raise <vcpu>',
      effect: 'dropped',
    },
  },
  check({ domain, read, report }) {
    const count = read(vcpuCount);
    if (count === undefined) return;
    for (const pin of listPins(domain, 'vcpupin')) {
      const vcpu = readDecimal(pin.attribute('vcpu'));
      if (vcpu === undefined || vcpu < count) continue;
      report({ message: 'beyond', at: pin, data: { vcpu, last: count - 1 } });
    }
  },
});

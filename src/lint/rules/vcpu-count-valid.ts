import { readDecimal } from '../../domain/number.js';
import { defineRule } from '../rule.js';

/** The guest has vCPUs, and starts with no more than it may have. */
export const vcpuCountValid = defineRule({
  name: 'vcpu-count-valid',
  summary: 'The guest starts with no more vCPUs than it may have, and with one at least',
  about: ['vcpu'],
  odd: ['number'],
  why: 'The text of <vcpu> is the most that the guest can have and "current" what it starts with. libvirt refuses more of the latter, none at all, and what is not a number.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#cpu-allocation',
  checked: 'virDomainVcpuParse and qemuDomainDefVcpusPostParse, libvirt 9.0.0',
  messages: {
    more: {
      text: 'The guest would start with {current} vCPUs and have {count} at the most',
      cure: 'Raise the text of <vcpu>, or lower "current"',
      effect: 'refused',
    },
    unreadable: {
      text: '"{text}" is no number of vCPUs',
      cure: 'Write a whole number of 1 or more',
      effect: 'refused',
    },
    none: { text: 'The guest would start with no vCPU', cure: 'Say 1 or more, or remove "current"', effect: 'refused' },
  },
  check({ domain, report }) {
    const vcpu = domain.find('vcpu');
    if (vcpu === undefined || vcpu.text === '') return;
    const count = readDecimal(vcpu.text);
    // Where <vcpus> says it of each vCPU, that counts.
    const current = readDecimal(vcpu.attribute('current'));
    if (count === undefined || count === 0)
      report({ message: 'unreadable', at: vcpu, part: 'text', data: { text: vcpu.text } });
    else if (current === 0 && domain.findAll('vcpus/vcpu').length === 0)
      report({ message: 'none', at: vcpu, part: '@current' });
    else if (current !== undefined && current > count)
      report({ message: 'more', at: vcpu, part: '@current', data: { current, count } });
  },
});

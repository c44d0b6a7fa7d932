import { DOMAIN_TYPES, isQemuDomain } from '../../domain/support.js';
import { defineRule } from '../rule.js';

/** What ptx judges is a domain of libvirt's QEMU driver. Without a word an empty report would look like praise. */
export const domainOfQemu = defineRule({
  name: 'domain-of-qemu',
  summary: 'The domain is one of QEMU, which is what ptx judges',
  about: ['domain'],
  odd: ['basics'],
  guests: 'any',
  why: 'Nearly all rules are about what libvirt and QEMU do. Of a domain of Xen, LXC or another hypervisor they know nothing, and that nothing else is found there means nothing.',
  class: 'unsafe',
  severity: 'info',
  source: 'https://libvirt.org/drivers.html',
  checked: 'the rules themselves',
  messages: {
    other: {
      text: 'A domain of type "{type}" is not judged: ptx knows "kvm" and "qemu"',
      cure: 'Have "virsh define --validate" judge it, or leave the file out',
      effect: 'runs',
    },
  },
  check({ domain, report }) {
    const type = domain.root.attribute('type') ?? '';
    if (DOMAIN_TYPES.includes(type) && !isQemuDomain(domain))
      report({ message: 'other', at: domain.root, part: '@type', data: { type } });
  },
});

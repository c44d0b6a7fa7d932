import { defineRule } from '../rule.js';

/** Huge pages are taken from a file system, all of them when the domain starts. */
export const hugepagesMemorySource = defineRule({
  name: 'hugepages-memory-source',
  summary: 'Huge pages are neither anonymous memory nor taken on demand',
  about: ['memoryBacking/hugepages'],
  why: 'libvirt takes huge pages from hugetlbfs and touches each when the domain starts. It refuses a <source> or an <allocation> that says otherwise.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#memory-backing',
  checked: 'qemuValidateDomainDefMemory, libvirt 9.0.0',
  messages: {
    anonymous: {
      text: 'Huge pages cannot be anonymous memory',
      cure: 'Remove <source>, or <hugepages>',
      effect: 'refused',
    },
    ondemand: {
      text: 'Huge pages cannot be taken on demand',
      cure: 'Remove <allocation>, or <hugepages>',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    if (domain.find('memoryBacking/hugepages') === undefined) return;
    const source = domain.find('memoryBacking/source');
    const allocation = domain.find('memoryBacking/allocation');
    if (source?.attribute('type') === 'anonymous') report({ message: 'anonymous', at: source, part: '@type' });
    if (allocation?.attribute('mode') === 'ondemand') report({ message: 'ondemand', at: allocation, part: '@mode' });
  },
});

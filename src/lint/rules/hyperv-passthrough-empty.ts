import { defineRule } from '../rule.js';

/** `<hyperv mode='passthrough'>` has no children. Mending takes out what libvirt does not read. */
export const hypervPassthroughEmpty = defineRule({
  name: 'hyperv-passthrough-empty',
  summary: '<hyperv mode="passthrough"> lists no enlightenments',
  about: ['features/hyperv'],
  guests: 'any',
  why: 'Mode "passthrough" hands on what the host can do. The schema of libvirt allows no children beside it; libvirt 9.0 takes them all the same, and since 11.0 it drops them, a vendor id among them.',
  class: 'ineffective',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#hypervisor-features',
  checked: 'domaincommon.rng and virDomainFeaturesHyperVDefParse, libvirt 9.0.0 and 11.3',
  messages: {
    unvalidated: {
      text: 'The schema allows no {children} beside mode "passthrough", and libvirt 11.0 and later drop it',
      cure: 'List all that is wanted in mode "custom", or take the children out',
      effect: 'runs',
    },
    dropped: {
      text: 'libvirt drops {children} beside mode "passthrough"',
      cure: 'List all that is wanted in mode "custom", or take the children out',
      effect: 'dropped',
    },
  },
  check({ domain, isAtLeast, report }) {
    const isDropped = isAtLeast('libvirt', '11.0');
    for (const at of domain.findAll('features/hyperv')) {
      const children = at.elements.filter(({ namespace }) => namespace === '');
      if (at.attribute('mode') !== 'passthrough' || children.length === 0) continue;
      const data = { children: children.map(({ name }) => `<${name}>`).join(', ') };
      if (isDropped) {
        const reason = 'libvirt drops it beside mode "passthrough"';
        report({ message: 'dropped', at, data, fix: (draft) => draft.removeAll(children, reason) });
      } else report({ message: 'unvalidated', at, part: '@mode', data });
    }
  },
});

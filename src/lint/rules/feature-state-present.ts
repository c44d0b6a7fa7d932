import type { DomainDraft } from '../../domain/domain-draft.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** Each child of `<hyperv>` and `<kvm>` has a state. Mending takes one without a state for switched on. */
export const featureStatePresent = defineRule({
  name: 'feature-state-present',
  summary: 'Switches of <hyperv> and <kvm> say on or off',
  about: ['features/hyperv', 'features/kvm'],
  guests: 'any',
  why: 'libvirt wants a state of each child of <hyperv> and <kvm>. A plain <hidden/>, as it is right for <acpi/>, is refused.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#hypervisor-features',
  checked: 'virDomainFeaturesHyperVDefParse and virDomainFeaturesKVMDefParse, libvirt 9.0.0 and 11.3',
  messages: {
    missing: {
      text: '<{name}> has no state, so libvirt refuses the domain',
      cure: 'Say state="on" or state="off"',
      effect: 'refused',
    },
  },
  check({ domain, isAtLeast, report }) {
    const features = domain.findAll('features');
    const groups = features.flatMap(ownChildren).filter(({ name }) => name === 'hyperv' || name === 'kvm');
    // What mode "passthrough" ignores since 11.0 is not looked at either.
    const read = groups.filter((group) => !(group.attribute('mode') === 'passthrough' && isAtLeast('libvirt', '11.0')));
    const needsState = read.flatMap(ownChildren).flatMap((child) => [child, ...partsOf(child)]);
    for (const at of needsState) {
      if (at.attribute('state') !== undefined) continue;
      const fix = (draft: DomainDraft) => draft.setAttribute(at, 'state', 'on', 'libvirt wants a state');
      report({ message: 'missing', at, part: 'tag', data: { name: at.name }, fix });
    }
  },
});

function ownChildren({ elements }: XmlElement): XmlElement[] {
  return elements.filter(({ namespace }) => namespace === '');
}

/** libvirt looks into a `<stimer>` that is on. */
function partsOf(child: XmlElement): XmlElement[] {
  return child.name === 'stimer' && child.attribute('state') === 'on' ? ownChildren(child) : [];
}

import type { DomainDraft } from '../../domain/domain-draft.js';
import { isSwitch, readSwitchWord } from '../../domain/switch-word.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/**
 * Each child of `<hyperv>` and `<kvm>` says `state='on'` or `state='off'`. The other switches in `<features>` may say
 * nothing, which means on. Mending takes an element without a state for switched on, and `yes` for `on`.
 */
export const featureStateValid = defineRule({
  name: 'feature-state-valid',
  summary: 'Switches of <features>, <hyperv> and <kvm> say on or off',
  why: 'libvirt takes the words "on" and "off" alone, in lower case, and wants one of them of each child of <hyperv> and <kvm>. A plain <hidden/>, as it is right for <acpi/>, is refused.',
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
    invalid: {
      text: 'State "{state}" of <{name}> is neither "on" nor "off", so libvirt refuses the domain',
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
    const maySayState = features.flatMap(ownChildren).filter(({ name }) => PRESENCE_MEANS_ON.has(name));
    for (const at of [...needsState, ...maySayState]) {
      const state = at.attribute('state');
      const { name } = at;
      const fix = (meant: string) => (draft: DomainDraft) => setState(draft, at, meant);
      if (state === undefined && !PRESENCE_MEANS_ON.has(name)) {
        report({ message: 'missing', at, part: 'tag', data: { name }, fix: fix('on') });
      } else if (state !== undefined && !isSwitch(state)) {
        const meant = readSwitchWord(state);
        const mending = meant === undefined ? {} : { fix: fix(meant) };
        report({ message: 'invalid', at, part: '@state', data: { name, state }, ...mending });
      }
    }
  },
});

/** Children of `<features>` that are switched on by being there. */
const PRESENCE_MEANS_ON = new Set(['hap', 'pvspinlock', 'pmu', 'vmport', 'smm', 'vmcoreinfo']);

function ownChildren({ elements }: XmlElement): XmlElement[] {
  return elements.filter(({ namespace }) => namespace === '');
}

/** libvirt looks into a `<stimer>` that is on. */
function partsOf(child: XmlElement): XmlElement[] {
  return child.name === 'stimer' && child.attribute('state') === 'on' ? ownChildren(child) : [];
}

function setState(draft: DomainDraft, element: XmlElement, state: string): void {
  draft.setAttribute(element, 'state', state, 'libvirt takes "on" and "off" alone');
}

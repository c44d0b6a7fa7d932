import type { DomainDraft } from '../../domain/domain-draft.js';
import { type Markup, readMarkup } from '../../xml/fragment.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/**
 * There is one `<kvm>`. libvirt 9.0 forgets a first one when it comes to a second, so a `<hidden>` in the first is lost.
 * Mending moves the children into the last one.
 */
export const kvmSingle = defineRule({
  name: 'kvm-single',
  summary: 'One <kvm> holds all that hides or tunes KVM',
  about: ['features/kvm'],
  guests: 'any',
  why: 'Of several <kvm> libvirt before 11.3 reads the last and drops the others in silence. Where <hidden> stands in an earlier one, the guest sees KVM although the file says that it does not.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#hypervisor-features',
  checked: 'virDomainFeaturesKVMDefParse, libvirt 9.0.0; 11.3 reads all of them',
  messages: {
    lost: {
      text: 'libvirt reads the last <kvm> alone, so {lost} of this one is dropped',
      cure: 'Move the children into one <kvm>',
      effect: 'dropped',
    },
  },
  check({ domain, isAtLeast, report }) {
    if (isAtLeast('libvirt', '11.3')) return;
    const blocks = domain.findAll('features').flatMap((features) => features.childrenNamed('kvm'));
    const last = blocks.at(-1);
    for (const block of blocks.slice(0, -1)) {
      const lost = block.elements.filter((child) => !isSaidBy(child, last?.child(child.name)));
      if (lost.length === 0) continue;
      report({
        message: 'lost',
        at: block,
        data: { lost: lost.map(nameOf).join(', ') },
        ...(isPlain(block) && lost.every((child) => last?.child(child.name) === undefined)
          ? { fix: (draft) => mergeInto(draft, block, lost) }
          : {}),
      });
    }
  },
});

/** True where the other one says the same. */
function isSaidBy(child: XmlElement, other: XmlElement | undefined): boolean {
  return other !== undefined && child.attributes.every(({ name, value }) => other.attribute(name) === value);
}

/** True where nothing but plain elements would have to move. */
function isPlain(block: XmlElement): boolean {
  return block.children.every((node) => (node.kind === 'element' ? node.children.length === 0 : node.kind === 'text'));
}

function mergeInto(draft: DomainDraft, block: XmlElement, lost: readonly XmlElement[]): void {
  const kept = draft.find('features/kvm') as XmlElement;
  for (const child of lost) {
    draft.add(kept, readMarkup(child) as Markup, 'libvirt reads the last <kvm> alone');
  }
  draft.remove(block, 'What it held stands in the last <kvm>');
}

function nameOf({ name }: XmlElement): string {
  return `<${name}>`;
}

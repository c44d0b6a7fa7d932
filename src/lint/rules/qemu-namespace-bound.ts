import { NAMESPACES } from '../../domain/namespaces.js';
import { addQemuElement, findDeclaration, isUnboundQemuElement, type QemuMarkup } from '../../domain/qemu-namespace.js';
import { type Markup, readMarkup } from '../../xml/fragment.js';
import type { XmlElement } from '../../xml/node.js';
import { defineRule, type Report } from '../rule.js';

/** Namespaces of the same blocks for other hypervisors, which libvirt's QEMU driver does not read. */
const OF_OTHERS = /^http:\/\/libvirt\.org\/schemas\/domain\/(?!qemu\b)\w+\//;

/**
 * `<commandline>`, `<override>` and their like are in libvirt's QEMU namespace, with all that they hold. Mending writes
 * the prefix, or the URI where it was meant to be that one.
 */
export const qemuNamespaceBound = defineRule({
  name: 'qemu-namespace-bound',
  summary: 'QEMU arguments and overrides are in the QEMU namespace of libvirt',
  about: ['domain'],
  odd: ['namespace'],
  why: 'libvirt reads them in its QEMU namespace alone, and drops all others without a word: QEMU starts without the arguments, such as those that hide it. Editors and templates lose the declaration on <domain>.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/drvqemu.html#pass-through-of-arbitrary-qemu-commands',
  checked: 'virDomainDefParseXML and qemuDomainDefNamespaceParse, libvirt 9.0.0; 11.3 does the same',
  messages: {
    noNamespace: {
      text: '{name} is in no namespace, so libvirt drops it',
      cure: 'Declare xmlns:qemu="http://libvirt.org/schemas/domain/qemu/1.0" on <domain> and write the prefix qemu:',
      effect: 'dropped',
    },
    wrongNamespace: {
      text: '{name} is in namespace "{uri}", of which libvirt knows no such element for QEMU, so it drops it',
      cure: 'Declare the namespace as "http://libvirt.org/schemas/domain/qemu/1.0"',
      effect: 'dropped',
    },
    childOutside: {
      text: '{name} in {parent} is not in the QEMU namespace of libvirt, so it is dropped',
      cure: 'Give it the prefix of {parent}',
      effect: 'dropped',
    },
  },
  check({ domain, report }) {
    for (const block of domain.root.elements) {
      if (isUnboundQemuElement(block)) {
        const data = { name: `<${block.name}>`, uri: block.namespace };
        const message = block.namespace === '' ? 'noNamespace' : 'wrongNamespace';
        report({ message, at: block, data, ...(block.namespace === '' ? prefixing(block) : rebinding(block)) });
      }
      if (block.namespace === NAMESPACES.qemu) for (const child of listOutside(block)) reportChild(child);
    }
    function reportChild(child: XmlElement): void {
      const data = { name: `<${child.name}>`, parent: `<${child.parent?.name}>` };
      report({ message: 'childOutside', at: child, data, ...prefixing(child) });
    }
  },
});

/** The uppermost elements in a block that are not in its namespace. */
function listOutside(block: XmlElement): XmlElement[] {
  return block.elements.flatMap((child) => (isUnboundQemuElement(child) ? [child] : listOutside(child)));
}

/** Write a whole element anew in the QEMU namespace; not where a comment in it would be lost. */
function prefixing(element: XmlElement): Pick<Report, 'fix'> {
  const content = element.namespace === '' ? readMarkup(element) : undefined;
  const parent = element.parent;
  if (content === undefined || parent === undefined) return {};
  const reason = 'libvirt reads this in its QEMU namespace alone';
  return {
    fix(draft) {
      draft.remove(element, reason);
      addQemuElement(draft, parent, (qemu) => inNamespace(content, qemu), reason);
    },
  };
}

function inNamespace({ name, attributes, content }: Markup, qemu: QemuMarkup): Markup {
  const children = typeof content === 'string' ? [] : content.map((child) => inNamespace(child, qemu));
  return qemu(name, attributes, children);
}

/** True for a URI that can only have been meant to be libvirt's for QEMU. */
function isMeant(uri: string): boolean {
  return uri.includes('libvirt.org') && uri.includes('qemu');
}

/** Correct the declaration, where it stands for nothing else. */
function rebinding(element: XmlElement): Pick<Report, 'fix'> {
  const declaration = OF_OTHERS.test(element.namespace) ? undefined : findDeclaration(element);
  if (declaration === undefined || !isMeant(element.namespace)) return {};
  const { holder, attribute } = declaration;
  return {
    fix: (draft) =>
      draft.setAttribute(holder, attribute, NAMESPACES.qemu, 'libvirt reads its QEMU namespace under this name alone'),
  };
}

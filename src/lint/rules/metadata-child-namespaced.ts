import { defineRule } from '../rule.js';

/** Every element in `<metadata>` has a namespace of its own. */
export const metadataChildNamespaced = defineRule({
  name: 'metadata-child-namespaced',
  summary: 'Every element in <metadata> has a namespace of its own',
  about: ['metadata'],
  why: 'libvirt keeps one element of each namespace in <metadata>, and none without: whatever else stands there is gone once the domain is defined.',
  class: 'breaks',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#general-metadata',
  checked: 'virXMLNodeSanitizeNamespaces, libvirt 9.0.0; 11.3 does the same',
  messages: {
    noNamespace: {
      text: '{name} in <metadata> is in no namespace, so libvirt drops it',
      cure: 'Declare a namespace for it',
      effect: 'dropped',
    },
    repeated: {
      text: '{name} is in the same namespace as an element before it in <metadata>, so libvirt drops it',
      cure: 'Put both into one element',
      effect: 'dropped',
    },
  },
  check({ domain, report }) {
    const seen = new Set<string>();
    for (const child of domain.find('metadata')?.elements ?? []) {
      const data = { name: `<${child.name}>` };
      if (child.namespace === '') report({ message: 'noNamespace', at: child, data });
      else if (seen.has(child.namespace)) report({ message: 'repeated', at: child, data });
      seen.add(child.namespace);
    }
  },
});

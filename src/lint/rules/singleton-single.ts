import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** Elements below the root of which libvirt reads the first alone. */
const FIRST_ALONE = new Set(
  `name uuid title description metadata maxMemory memory currentMemory vcpu iothreads cpu on_poweroff on_reboot on_crash
   on_lockfailure`.split(/\s+/),
);

/** Those of which it refuses a second one. */
const ONE_ALONE = new Set(['genid', 'numatune', 'resource']);

/** Devices of which it refuses a second one. */
const ONE_DEVICE_ALONE = new Set(['memballoon', 'watchdog', 'vsock']);

/**
 * What a domain has one of is there once. What libvirt reads together, such as two `<features>`, is none of it, and
 * `kvm-single` is about the blocks of which the last one counts.
 */
export const singletonSingle = defineRule({
  name: 'singleton-single',
  summary: 'What a domain has one of is there once',
  about: ['domain'],
  why: 'Of two <memory>, <vcpu> or <cpu> libvirt reads the first and drops the other without a word, so an edit of the second one changes nothing; a second <memballoon> or <numatune> it refuses. Templates that are put together have them.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html',
  checked: 'virDomainDefParseXML, libvirt 9.0.0; 11.3 does the same',
  messages: {
    dropped: {
      text: 'libvirt reads the first {name} alone, and drops this one',
      cure: 'Keep one of them',
      effect: 'dropped',
    },
    refused: {
      text: 'There is another {name}; libvirt refuses the domain',
      cure: 'Keep one of them',
      effect: 'refused',
    },
  },
  check({ domain, devices, report }) {
    const seen = new Set<string>();
    for (const element of domain.root.elements) {
      const { name, namespace } = element;
      const isFirst = !seen.has(name);
      if (namespace === '') seen.add(name);
      if (namespace !== '' || isFirst) continue;
      if (FIRST_ALONE.has(name)) reportAll('dropped', [element]);
      else if (ONE_ALONE.has(name)) reportAll('refused', [element]);
    }
    reportAll('dropped', devices('emulator').slice(1));
    for (const name of ONE_DEVICE_ALONE) reportAll('refused', devices(name).slice(1));

    function reportAll(message: 'dropped' | 'refused', elements: readonly XmlElement[]): void {
      for (const element of elements) report({ message, at: element, data: { name: `<${element.name}>` } });
    }
  },
});

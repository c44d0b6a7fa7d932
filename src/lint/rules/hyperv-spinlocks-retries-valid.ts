import type { DomainDraft } from '../../domain/domain-draft.js';
import { findEnlightenment } from '../../domain/hiding.js';
import { readNumber } from '../../domain/number.js';
import { defineRule } from '../rule.js';

/** libvirt's lower limit. */
const LOWEST = 4095;
const HIGHEST = 4294967295;
/** The value of libvirt's and QEMU's documentation. */
const USUAL = '8191';

/** `<spinlocks>` that are on have a number of retries that libvirt takes. Mending writes the usual 8191. */
export const hypervSpinlocksRetriesValid = defineRule({
  name: 'hyperv-spinlocks-retries-valid',
  summary: 'Hyper-V spinlocks are retried at least 4095 times',
  about: ['features/hyperv/spinlocks'],
  guests: 'any',
  why: 'The number says how often a guest tries to take a lock before it tells the hypervisor. libvirt takes no fewer than 4095 tries, and before 11.9 it wants the number to be there.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#hypervisor-features',
  checked: 'virDomainFeaturesHyperVDefParse, libvirt 9.0.0 and 11.3',
  messages: {
    missing: {
      text: '<spinlocks> has no retries, so libvirt refuses the domain',
      cure: 'Say retries="8191"',
      effect: 'refused',
    },
    tooFew: {
      text: 'Retries "{retries}" are fewer than 4095, so libvirt refuses the domain',
      cure: 'Say retries="8191"',
      effect: 'refused',
    },
    unreadable: {
      text: 'Retries "{retries}" are no number that libvirt reads, so it refuses the domain',
      cure: 'Say retries="8191"',
      effect: 'refused',
    },
  },
  check({ domain, isAtLeast, report }) {
    const at = findEnlightenment(domain, 'spinlocks');
    if (at?.attribute('state') !== 'on') return;
    const retries = at.attribute('retries');
    const fix = (draft: DomainDraft) => draft.setAttribute(at, 'retries', USUAL, 'libvirt takes 4095 retries and more');
    if (retries === undefined) {
      if (!isAtLeast('libvirt', '11.9')) report({ message: 'missing', at, part: 'tag', fix });
      return;
    }
    const count = readNumber(retries);
    if (count !== undefined && count >= LOWEST && count <= HIGHEST) return;
    const message = count === undefined || count > HIGHEST ? 'unreadable' : 'tooFew';
    report({ message, at, part: '@retries', data: { retries }, ...(message === 'tooFew' ? { fix } : {}) });
  },
});

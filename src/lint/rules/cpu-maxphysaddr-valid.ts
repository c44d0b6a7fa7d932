import type { DomainDraft } from '../../domain/domain-draft.js';
import { defineRule } from '../rule.js';

/** `<maxphysaddr>` passes the width of the host's addresses through, or emulates a number of bits. */
export const cpuMaxphysaddrValid = defineRule({
  name: 'cpu-maxphysaddr-valid',
  summary: '<maxphysaddr> names bits where it emulates, and none where it passes through',
  about: ['cpu/maxphysaddr'],
  guests: 'x86',
  why: 'How far the guest can address decides how much room it has for the memory of a large graphics card. The width is that of the host, or a number of bits; before 9.2 libvirt wants the number where it emulates.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#cpu-model-and-topology',
  checked: 'virCPUDefParseXML and qemuValidateDomainDefCpu, libvirt 9.0.0 and 11.3',
  messages: {
    modeless: {
      text: '<maxphysaddr> has no mode, so libvirt refuses the domain',
      cure: 'Say mode="passthrough" or mode="emulate"',
      effect: 'refused',
    },
    bits: {
      text: 'Mode "passthrough" takes no bits, so libvirt refuses the domain',
      cure: 'Take the bits out, or say mode="emulate"',
      effect: 'refused',
    },
    noBits: {
      text: 'Mode "emulate" has no bits, so libvirt before 9.2 refuses the domain',
      cure: 'Say bits="…"',
      effect: 'refused',
    },
    limit: {
      text: 'Mode "emulate" takes no limit, so libvirt refuses the domain',
      cure: 'Take the limit out',
      effect: 'refused',
    },
  },
  check({ domain, isAtLeast, report }) {
    const at = domain.find('cpu/maxphysaddr');
    if (at === undefined) return;
    const mode = at.attribute('mode');
    const bits = at.attribute('bits');
    if (mode === undefined) report({ message: 'modeless', at, part: 'tag' });
    else if (mode === 'passthrough' && bits !== undefined) {
      const fix = (draft: DomainDraft) => draft.removeAttribute(at, 'bits', 'The width is that of the host');
      report({ message: 'bits', at, part: '@bits', fix });
    } else if (mode === 'emulate' && bits === undefined && !isAtLeast('libvirt', '9.2')) {
      report({ message: 'noBits', at, part: 'tag' });
    }
    // Before 9.3 libvirt knows no limit, and drops it.
    if (mode === 'emulate' && at.attribute('limit') !== undefined && isAtLeast('libvirt', '9.3')) {
      const fix = (draft: DomainDraft) => draft.removeAttribute(at, 'limit', 'It limits what is passed through');
      report({ message: 'limit', at, part: '@limit', fix });
    }
  },
});

import type { DomainDraft } from '../../domain/domain-draft.js';
import { readDecimal } from '../../domain/number.js';
import { defineRule } from '../rule.js';

const MODES = ['emulate', 'passthrough', 'disable'];

/** The cache of a CPU is emulated at level 3, passed through with the CPU of the host, or disabled. */
export const cpuCacheValid = defineRule({
  name: 'cpu-cache-valid',
  summary: 'The cache of the CPU is described as QEMU can show it',
  about: ['cpu/cache'],
  guests: 'x86',
  why: 'QEMU emulates a cache of level 3, or shows the cache of the host as a whole, which goes with the CPU of the host alone. libvirt refuses everything else.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#cpu-model-and-topology',
  checked: 'virCPUDefParseXML and qemuValidateDomainDefCpu, libvirt 9.0.0 and 11.3',
  messages: {
    modeless: {
      text: '<cache> has no mode, so libvirt refuses the domain',
      cure: 'Say mode="passthrough", "emulate" or "disable"',
      effect: 'refused',
    },
    cpuMode: {
      text: 'Cache mode "passthrough" does not go with CPU mode "{mode}", so libvirt refuses the domain',
      cure: 'Say mode="host-passthrough" of <cpu>, or take <cache> out',
      effect: 'refused',
    },
    level: {
      text: 'Cache mode "{mode}" takes no level, so libvirt refuses the domain',
      cure: 'Take the level out',
      effect: 'refused',
    },
    emulatedLevel: {
      text: 'Cache mode "emulate" is for level 3 alone, so libvirt refuses the domain',
      cure: 'Say level="3"',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const at = domain.find('cpu/cache');
    if (at === undefined) return;
    const mode = at.attribute('mode') ?? '';
    const level = at.attribute('level');
    const cpuMode = domain.find('cpu')?.attribute('mode') ?? 'custom';
    if (at.attribute('mode') === undefined) report({ message: 'modeless', at, part: 'tag' });
    else if (!MODES.includes(mode)) return;
    else if (mode === 'passthrough' && /^(custom|host-model)$/.test(cpuMode)) {
      report({ message: 'cpuMode', at, part: '@mode', data: { mode: cpuMode } });
    } else if (mode !== 'emulate' && level !== undefined) {
      const fix = (draft: DomainDraft) => draft.removeAttribute(at, 'level', 'The mode is for all levels');
      report({ message: 'level', at, part: '@level', data: { mode }, fix });
    } else if (mode === 'emulate' && readDecimal(level) !== 3) {
      const fix = (draft: DomainDraft) => draft.setAttribute(at, 'level', '3', 'QEMU emulates level 3 alone');
      const mending = level === undefined ? { fix } : {};
      report({ message: 'emulatedLevel', at, part: level === undefined ? 'tag' : '@level', ...mending });
    }
  },
});

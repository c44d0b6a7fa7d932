import type { DomainDraft } from '../../domain/domain-draft.js';
import { defineRule } from '../rule.js';

const WITHOUT_MIGRATABLE = new Set(['custom', 'host-model']);

/** `migratable` stands where the CPU is that of the host. Mending takes it out. */
export const cpuMigratableFits = defineRule({
  name: 'cpu-migratable-fits',
  summary: 'Only a CPU that is that of the host, or all that QEMU has, says what of it migrates',
  about: ['cpu[@migratable]'],
  guests: 'any',
  why: 'In modes "custom" and "host-model" the model decides what migrates, and libvirt refuses a domain that says it once more.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#cpu-model-and-topology',
  checked: 'virCPUDefParseXML, libvirt 9.0.0 and 11.3',
  messages: {
    migratableMode: {
      text: 'libvirt refuses migratable in CPU mode "{mode}"',
      cure: 'Take the attribute out',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const at = domain.find('cpu');
    const mode = at?.attribute('mode') ?? 'custom';
    if (at?.attribute('migratable') === undefined || !WITHOUT_MIGRATABLE.has(mode)) return;
    const fix = (draft: DomainDraft) =>
      draft.removeAttribute(at, 'migratable', 'Only "host-passthrough" and "maximum" take it');
    report({ message: 'migratableMode', at, part: '@migratable', data: { mode }, fix });
  },
});

import type { DomainDraft } from '../../domain/domain-draft.js';
import { defineRule } from '../rule.js';

/** What the guest is told of its maker is both written and handed over. */
export const smbiosSysinfoPresent = defineRule({
  name: 'smbios-sysinfo-present',
  summary: '<smbios mode="sysinfo"> and <sysinfo type="smbios"> go together',
  about: ['os/smbios', 'sysinfo'],
  why: 'The guest sees what <sysinfo> says only where <smbios> asks for it: without, the tables of QEMU stay and give the guest away as a virtual machine. The mode without <sysinfo> keeps the domain from starting.',
  class: 'ineffective',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#smbios-system-information',
  checked: 'qemuBuildSmbiosCommandLine, libvirt 9.0.0',
  messages: {
    missing: {
      text: 'The guest is to see what <sysinfo type="smbios"> says, and there is none: the domain does not start',
      cure: 'Add <sysinfo type="smbios">, or remove <smbios>',
      effect: 'not-started',
    },
    unused: {
      text: 'The guest does not see this, as <os> has no <smbios mode="sysinfo"/>',
      cure: 'Add <smbios mode="sysinfo"/> to <os>',
      effect: 'runs',
      severity: 'warning',
    },
  },
  check({ domain, report }) {
    const smbios = domain.find('os/smbios');
    const isWanted = smbios?.attribute('mode') === 'sysinfo';
    const sysinfo = domain.root.childrenNamed('sysinfo').find((block) => block.attribute('type') === 'smbios');
    if (smbios !== undefined && isWanted && sysinfo === undefined) report({ message: 'missing', at: smbios });
    if (sysinfo === undefined || isWanted || sysinfo.elements.length === 0) return;
    // Where another mode is asked for, a person has to tell which of the two is meant.
    const fix = smbios === undefined ? { fix: askForSysinfo } : {};
    report({ message: 'unused', at: sysinfo, part: 'tag', ...fix });
  },
});

function askForSysinfo(draft: DomainDraft): void {
  draft.ensure('os/smbios', { mode: 'sysinfo' }, 'The guest sees <sysinfo> only where it is asked for');
}

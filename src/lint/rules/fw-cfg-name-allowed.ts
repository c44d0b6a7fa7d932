import { defineRule } from '../rule.js';

/** Files for the firmware have names that libvirt leaves to its users. */
export const fwCfgNameAllowed = defineRule({
  name: 'fw-cfg-name-allowed',
  summary: 'Files for the firmware have names that libvirt leaves to its users',
  about: ['sysinfo/entry'],
  why: 'libvirt takes names below "opt/" only, and neither "opt/ovmf/" nor "opt/org.qemu/". So the window for large BARs, "opt/ovmf/X-PciMmio64Mb", can only be set by a raw argument of QEMU.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#smbios-system-information',
  checked: 'qemuValidateDomainDefSysinfo, libvirt 9.0.0',
  messages: {
    reserved: {
      text: 'libvirt refuses "{name}", as that name is reserved',
      cure: 'Hand it over as <qemu:arg>: -fw_cfg name={name},string=…',
      effect: 'refused',
    },
    outside: {
      text: 'libvirt refuses "{name}", as it is not below "opt/"',
      cure: 'Choose a name such as "opt/com.example/name"',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const blocks = domain.root.childrenNamed('sysinfo').filter((block) => block.attribute('type') === 'fwcfg');
    for (const entry of blocks.flatMap((block) => block.childrenNamed('entry'))) {
      const name = entry.attribute('name') ?? '';
      if (name === '') continue;
      if (!name.startsWith('opt/')) report({ message: 'outside', at: entry, part: '@name', data: { name } });
      else if (/^opt\/(ovmf|org\.qemu)\//.test(name))
        report({ message: 'reserved', at: entry, part: '@name', data: { name } });
    }
  },
});

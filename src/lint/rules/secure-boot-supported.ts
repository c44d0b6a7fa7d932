import { listFirmwareFeatures } from '../../domain/firmware.js';
import { machineFamily } from '../../domain/machine.js';
import { defineRule } from '../rule.js';

/** Secure boot has q35 and SMM, which keep the guest's kernel from its variables. */
export const secureBootSupported = defineRule({
  name: 'secure-boot-supported',
  summary: 'Secure boot has the chipset and the mode of the CPU that it needs',
  about: ['os/loader', 'os/firmware/feature'],
  guests: 'x86',
  why: 'OVMF protects the variables of secure boot with system management mode, which only q35 has. Where the loader is named libvirt refuses a domain without them; where libvirt chooses the firmware it finds none when the domain starts.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#bios-bootloader',
  checked:
    'qemuValidateDomainDefBoot and qemuFirmwareEnableFeatures, libvirt 9.0.0; qemuFirmwareEnableFeaturesModern, 11.3.0',
  messages: {
    machine: {
      text: 'Secure boot needs machine type q35',
      cure: 'Convert the domain to q35, or do without secure boot',
      effect: 'refused',
    },
    smm: {
      text: 'A secure loader needs <smm state="on"/>',
      cure: 'Add <smm state="on"/> to <features>',
      effect: 'refused',
    },
    machineChosen: {
      text: 'There is no firmware with secure boot for a machine type other than q35',
      cure: 'Convert the domain to q35, or do without secure boot',
      effect: 'not-started',
    },
    smmOff: {
      text: 'Firmware with secure boot needs SMM, which is off',
      cure: 'Remove <smm>, or do without secure boot',
      effect: 'not-started',
    },
  },
  check({ domain, isAtLeast, report }) {
    const firmware = domain.findAll('os').find((os) => os.attribute('firmware') !== undefined);
    const loader = domain.find('os/loader');
    // From 9.2 on libvirt turns on by itself what nobody has turned off.
    const smm = domain.find('features/smm');
    const isSmmOn = smm !== undefined && smm.attribute('state') !== 'off';
    const isQ35 = machineFamily(domain) === 'q35';
    if (firmware === undefined) {
      if (loader?.attribute('secure') !== 'yes') return;
      if (!isQ35) report({ message: 'machine', at: loader, part: '@secure' });
      else if (!isSmmOn && (smm !== undefined || !isAtLeast('libvirt', '9.2'))) {
        const reason = 'A secure loader needs SMM';
        report({
          message: 'smm',
          at: loader,
          part: '@secure',
          fix: (draft) => draft.ensure('features/smm', { state: 'on' }, reason),
        });
      }
      return;
    }
    if (firmware.attribute('firmware') !== 'efi') return;
    const feature = listFirmwareFeatures(domain).get('secure-boot');
    const at =
      feature?.attribute('enabled') === 'yes' ? feature : loader?.attribute('secure') === 'yes' ? loader : undefined;
    if (at === undefined) return;
    if (!isQ35) report({ message: 'machineChosen', at });
    else if (smm !== undefined && !isSmmOn) report({ message: 'smmOff', at: smm });
  },
});

import { listFirmwareFeatures } from '../../domain/firmware.js';
import { defineRule } from '../rule.js';

/** Keys are enrolled only where secure boot looks at them. */
export const enrolledKeysSecureBoot = defineRule({
  name: 'enrolled-keys-secure-boot',
  summary: 'Enrolled keys go with secure boot',
  about: ['os/firmware/feature'],
  why: 'Keys are what secure boot checks a boot loader with. libvirt refuses to choose firmware that has keys and no secure boot.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#bios-bootloader',
  checked: 'virDomainDefPostParseOs, libvirt 9.0.0',
  messages: {
    keys: {
      text: 'Keys are wanted and secure boot is not',
      cure: 'Say enabled="no" here, or enabled="yes" for "secure-boot"',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    if (domain.findAll('os').every((os) => os.attribute('firmware') === undefined)) return;
    const features = listFirmwareFeatures(domain);
    const keys = features.get('enrolled-keys');
    if (keys?.attribute('enabled') !== 'yes' || features.get('secure-boot')?.attribute('enabled') !== 'no') return;
    report({ message: 'keys', at: keys, part: '@enabled' });
  },
});

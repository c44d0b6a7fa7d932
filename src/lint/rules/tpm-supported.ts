import { defineRule } from '../rule.js';

/** The domain has one TPM, with something behind it, of a version that its model speaks. */
export const tpmSupported = defineRule({
  name: 'tpm-supported',
  summary: 'The domain has one TPM, with a backend, of a version that its model speaks',
  about: ['tpm'],
  why: 'The command response buffer came with TPM 2.0, so that libvirt refuses it for version 1.2. It refuses a second TPM as well, and one of which it does not know what is behind it.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#tpm-device',
  checked:
    'virDomainTPMDefParseXML, qemuValidateDomainDeviceDefTPM and qemuValidateDomainDefTPMs; shown with libvirt 9.0.0 and 11.3',
  messages: {
    version: {
      text: 'Model "tpm-crb" does not speak version 1.2',
      cure: 'Say version="2.0", or model="tpm-tis"',
      effect: 'refused',
    },
    backend: {
      text: 'The TPM has no backend',
      cure: 'Add <backend type="emulator" version="2.0"/>',
      effect: 'refused',
    },
    second: { text: 'There is a TPM already', cure: 'Remove one of them', effect: 'refused' },
  },
  check({ devices, report }) {
    let hasTpm = false;
    for (const tpm of devices('tpm')) {
      const model = tpm.attribute('model');
      // A proxy of POWER stands beside a TPM.
      if (model === 'spapr-tpm-proxy') continue;
      if (hasTpm) report({ message: 'second', at: tpm });
      hasTpm = true;
      const backend = tpm.child('backend');
      if (backend?.attribute('type') === undefined) report({ message: 'backend', at: backend ?? tpm, part: 'tag' });
      if (model === 'tpm-crb' && backend?.attribute('version') === '1.2')
        report({ message: 'version', at: backend, part: '@version' });
    }
  },
});

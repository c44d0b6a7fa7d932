import { isSplitUefiCode } from '../../domain/firmware.js';
import { defineRule } from '../rule.js';

/** The code half of UEFI firmware is flash memory that the guest cannot write. */
export const loaderUefiPflash = defineRule({
  name: 'loader-uefi-pflash',
  summary: 'The code of UEFI firmware is read-only flash memory',
  about: ['os/loader'],
  why: 'A <loader> without type="pflash" is handed over as a BIOS image. QEMU takes no image of odd size, such as that of OVMF\'s build of 4 MiB, and does not start; with one that it takes, the guest forgets its boot entries each time. As flash that may be written, it gets no file for its variables, and QEMU opens the code of every guest for writing.',
  class: 'ineffective',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#bios-bootloader',
  checked:
    'qemuBuildDomainLoaderCommandLine and qemuDomainNVRAMPathFormat, libvirt 9.0.0; -bios OVMF_CODE_4M.fd, QEMU 7.2',
  messages: {
    rom: {
      text: '"{path}" is the code of UEFI firmware, and libvirt hands it over as a BIOS image: QEMU does not start, or the guest forgets its boot entries',
      cure: 'Say type="pflash" and readonly="yes"',
      effect: 'runs',
    },
    writable: {
      text: '"{path}" is the code of UEFI firmware, and the guest may write it',
      cure: 'Say readonly="yes"',
      effect: 'runs',
      severity: 'warning',
    },
  },
  check({ domain, isAtLeast, report }) {
    if (domain.findAll('os').some((os) => os.attribute('firmware') !== undefined)) return;
    const loader = domain.find('os/loader');
    if (loader === undefined || !isSplitUefiCode(loader.text)) return;
    const isFlash = loader.attribute('type') === 'pflash';
    if (isFlash && loader.attribute('readonly') === 'yes') return;
    // From 9.2 on libvirt makes a loader read-only that says nothing of it.
    if (isFlash && loader.attribute('readonly') === undefined && isAtLeast('libvirt', '9.2')) return;
    report({
      message: isFlash ? 'writable' : 'rom',
      at: loader,
      part: 'tag',
      data: { path: loader.text },
      fix: (draft) => draft.align(loader, { readonly: 'yes', type: 'pflash' }, 'The code of UEFI is read-only flash'),
    });
  },
});

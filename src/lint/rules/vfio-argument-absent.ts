import { listQemuOptions, readQemuProperties } from '../../domain/qemu-option.js';
import { defineRule } from '../rule.js';

/** No raw `-device vfio-pci` hands a host device to QEMU behind libvirt's back. */
export const vfioArgumentAbsent = defineRule({
  name: 'vfio-argument-absent',
  summary: 'Host devices are <hostdev>, not raw arguments',
  about: ['qemu:commandline'],
  why: 'Of a raw vfio-pci device libvirt knows nothing: it does not take the function from the host, raises no memory limit, and gives QEMU no permission for /dev/vfio, so that QEMU seldom starts, and another domain may take the same function.',
  class: 'ineffective',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#usb-pci-scsi-devices',
  checked: 'qemuHostdevPreparePCIDevices and qemuDomainGetMemLockLimitBytes, libvirt 9.0.0',
  messages: {
    raw: {
      text: 'libvirt does not see to this vfio-pci device: no driver, memory limit nor permission for it',
      cure: 'Write <hostdev>; the step modernize-qemu-arguments does where the meaning is the same',
      effect: 'runs',
    },
  },
  check({ read, report }) {
    for (const { name, value, elements } of read(listQemuOptions)) {
      const [, at] = elements;
      if (name !== 'device' || value === undefined || at === undefined) continue;
      if (!/^vfio-pci(-nohotplug)?$/.test(readQemuProperties(value, 'driver')?.get('driver') ?? '')) continue;
      report({ message: 'raw', at, part: '@value' });
    }
  },
});

import type { DomainReader } from '../../domain/domain-reader.js';
import { listQemuBlocks, listQemuChildren } from '../../domain/qemu-namespace.js';
import { listQemuOptions } from '../../domain/qemu-option.js';
import { defineRule } from '../rule.js';

/** No raw `-set device.…` is for a device of libvirt. */
export const deviceSettingLive = defineRule({
  name: 'device-setting-live',
  summary: 'Properties of devices are set by <qemu:override>',
  about: ['qemu:commandline'],
  why: 'Since libvirt 7.9 devices are described to QEMU as JSON, which "-set" does not reach: QEMU says that there is no such device and does not start. Guides that are older set x-vga and PCI ids this way.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/drvqemu.html#overriding-properties-of-qemu-devices',
  checked: 'qemuBuildDeviceCommandlineFromJSON, libvirt 9.0.0; qemu_set_option, QEMU 7.2',
  messages: {
    dead: {
      text: '"-set {setting}" reaches no device of libvirt, so QEMU does not start',
      cure: 'Write <qemu:override>; the step modernize-qemu-arguments does',
      effect: 'not-started',
    },
    workaround: {
      text: '"-set {setting}" works as long as libvirt can leave device.json out, which it need not for ever',
      cure: 'Write <qemu:override>, and take the capability back in; the step modernize-qemu-arguments writes it',
      effect: 'runs',
      severity: 'info',
    },
  },
  check({ domain, read, report }) {
    const message = isWithoutJson(domain) ? 'workaround' : 'dead';
    const options = read(listQemuOptions);
    const own = new Set(options.filter(({ name }) => name === 'device').flatMap(({ value }) => readId(value)));
    for (const { name, value = '', elements } of options) {
      const [, id = ''] = /^device\.([^.]+)\./.exec(value) ?? [];
      const [at] = elements;
      if (name !== 'set' || id === '' || own.has(id) || at === undefined) continue;
      const setting = value.split('=')[0] ?? '';
      report({ message, at, part: '@value', data: { setting } });
    }
  },
});

function isWithoutJson(domain: DomainReader): boolean {
  return listQemuBlocks(domain, 'capabilities')
    .flatMap((block) => listQemuChildren(block, 'del'))
    .some((capability) => capability.attribute('capability') === 'device.json');
}

/** A device that a raw argument describes in the old way can be set. */
function readId(value = ''): string[] {
  const id = /(?:^|,)id=([^,]*)/.exec(value)?.[1];
  return id === undefined ? [] : [id];
}

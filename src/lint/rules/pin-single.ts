import { listPins, vcpuCount } from '../../domain/cpu-tune.js';
import { readDecimal } from '../../domain/number.js';
import { PINS } from '../about.js';
import { defineRule } from '../rule.js';

/** Each thread of QEMU is pinned once. */
export const pinSingle = defineRule({
  name: 'pin-single',
  summary: 'Each vCPU, each IOThread and the emulator are pinned once',
  about: PINS,
  why: 'libvirt refuses a second pin for the same thread.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#cpu-tuning',
  checked: 'virDomainVcpuPinDefParseXML, virDomainIOThreadPinDefParseXML and virDomainDefTunablesParse, libvirt 9.0.0',
  messages: {
    vcpu: { text: 'vCPU {id} is pinned for the second time', cure: 'Remove all but one', effect: 'refused' },
    iothread: { text: 'IOThread {id} is pinned for the second time', cure: 'Remove all but one', effect: 'refused' },
    emulator: { text: 'The emulator is pinned for the second time', cure: 'Remove all but one', effect: 'refused' },
  },
  check({ domain, read, report }) {
    const last = read(vcpuCount) ?? 0;
    for (const [message, name] of [
      ['vcpu', 'vcpupin'],
      ['iothread', 'iothreadpin'],
    ] as const) {
      const seen = new Set<number>();
      for (const pin of listPins(domain, name)) {
        const id = readDecimal(pin.attribute(message));
        // Pins of vCPUs that are not there are dropped before libvirt compares them.
        if (id === undefined || (message === 'vcpu' && id >= last)) continue;
        if (seen.has(id)) report({ message, at: pin, data: { id } });
        seen.add(id);
      }
    }
    for (const pin of listPins(domain, 'emulatorpin').slice(1)) report({ message: 'emulator', at: pin });
  },
});

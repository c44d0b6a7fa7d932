import { defineRule } from '../rule.js';

/** What is said of a CPU model is what libvirt takes: a vendor id of 12 characters, and a vendor beside a model. */
export const cpuModelValid = defineRule({
  name: 'cpu-model-valid',
  summary: 'What is said of a CPU model is what libvirt takes',
  about: ['cpu/model', 'cpu/vendor'],
  guests: 'any',
  why: 'The vendor_id of a <model> fills CPUID leaf 0, which has room for 12 characters, no fewer and no more; it is not the vendor id of Hyper-V. A <vendor> only narrows a <model> down.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#cpu-model-and-topology',
  checked: 'virCPUDefParseXML, libvirt 9.0.0 and 11.3',
  messages: {
    vendorIdLength: {
      text: 'CPU vendor_id "{value}" has other than 12 characters, so libvirt refuses the domain',
      cure: 'Say one of 12, such as "GenuineIntel"; the vendor id of Hyper-V is <vendor_id> in <hyperv>',
      effect: 'refused',
    },
    vendorIdComma: {
      text: 'CPU vendor_id "{value}" holds a comma, which libvirt refuses',
      cure: 'Take the comma out',
      effect: 'refused',
    },
    vendorAlone: {
      text: '<vendor> stands without a <model>, so libvirt refuses the domain',
      cure: 'Name a <model>, or take <vendor> out',
      effect: 'refused',
    },
  },
  check({ domain, report }) {
    const cpu = domain.find('cpu');
    const mode = cpu?.attribute('mode') ?? 'custom';
    const model = cpu?.child('model');
    const vendor = cpu?.child('vendor');
    // Other modes drop both.
    if (mode === 'custom' && vendor !== undefined && model === undefined)
      report({ message: 'vendorAlone', at: vendor });
    // An empty one is none to libvirt.
    const value = model?.attribute('vendor_id') || undefined;
    if (model === undefined || value === undefined || !/^(custom|host-model)$/.test(mode)) return;
    if (new TextEncoder().encode(value).length !== 12) {
      report({ message: 'vendorIdLength', at: model, part: '@vendor_id', data: { value } });
    } else if (value.includes(',')) {
      report({ message: 'vendorIdComma', at: model, part: '@vendor_id', data: { value } });
    }
  },
});

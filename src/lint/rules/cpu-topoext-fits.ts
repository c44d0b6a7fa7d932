import { readDecimal } from '../../domain/number.js';
import { defineRule } from '../rule.js';

const FEATURE = 'topoext';
const WANTED = /^(force|require|optional)$/;

/** On an AMD host, threads of the topology come with feature `topoext`; on an Intel host nobody asks for it. */
export const cpuTopoextFits = defineRule({
  name: 'cpu-topoext-fits',
  summary: 'Feature "topoext" is there where an AMD guest has threads, and nowhere else',
  about: ['cpu/topology', 'cpu/feature'],
  guests: 'x86-kvm',
  why: 'AMD says in the leaves of feature "topoext" which threads share a core, and QEMU does not show it by itself, not even with "host-passthrough". Without it the guest takes each thread for a core of its own. No CPU of Intel has it.',
  class: 'unsafe',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#cpu-model-and-topology',
  checked: 'no_autoenable_flags of FEAT_8000_0001_ECX in target/i386/cpu.c, QEMU 7.2',
  messages: {
    missing: {
      text: 'The guest has {threads} threads a core, which it takes for cores without CPU feature "topoext"',
      cure: 'Add <feature policy="require" name="topoext"/> to <cpu>',
      effect: 'runs',
    },
    onIntel: {
      text: 'No CPU of Intel has feature "topoext"',
      cure: 'Take the feature out',
      effect: 'runs',
    },
  },
  check({ domain, vendors, report }) {
    const cpu = domain.find('cpu');
    if (cpu === undefined || vendors.cpu === undefined) return;
    const feature = cpu.childrenNamed('feature').find((each) => each.attribute('name') === FEATURE);
    if (vendors.cpu === 'intel') {
      const isAsked = feature !== undefined && WANTED.test(feature.attribute('policy') ?? 'require');
      if (isAsked && cpu.attribute('mode') === 'host-passthrough') {
        report({ message: 'onIntel', at: feature, fix: (draft) => draft.remove(feature, 'No CPU of Intel has it') });
      }
      return;
    }
    const topology = cpu.child('topology');
    const threads = readDecimal(topology?.attribute('threads')) ?? 1;
    const isOfHost = /^(host-passthrough|maximum)$/.test(cpu.attribute('mode') ?? '');
    // A feature that is disabled was somebody's choice.
    if (topology === undefined || threads < 2 || !isOfHost || feature !== undefined) return;
    const attributes = { policy: 'require', name: FEATURE };
    const reason = 'A guest on AMD tells threads from cores by it';
    report({
      message: 'missing',
      at: topology,
      data: { threads },
      fix: (draft) => draft.ensureKeyed(cpu, 'feature', 'name', attributes, reason),
    });
  },
});

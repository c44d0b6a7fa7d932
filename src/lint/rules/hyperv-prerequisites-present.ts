import { ensureTimer } from '../../domain/clock.js';
import type { DomainDraft } from '../../domain/domain-draft.js';
import type { DomainReader } from '../../domain/domain-reader.js';
import { findEnlightenment } from '../../domain/hiding.js';
import { readEffectiveSwitches } from '../../domain/hypervisor-cpuid.js';
import { isAtLeast as isVersionAtLeast } from '../../domain/target.js';
import { markup } from '../../xml/fragment.js';
import { defineRule } from '../rule.js';

/** What QEMU wants beside an enlightenment, in libvirt's words and order. */
const PREREQUISITES: ReadonlyMap<string, readonly string[]> = new Map([
  ['synic', ['vpindex']],
  ['stimer', ['vpindex', 'synic', 'hypervclock']],
  ['tlbflush', ['vpindex']],
  ['tlbflush direct', ['vapic']],
  ['ipi', ['vpindex']],
  ['evmcs', ['vapic']],
]);

const REASON = 'QEMU does not start an enlightenment without it';

/** Every Hyper-V enlightenment has those beside it that it builds on. Mending switches them on. */
export const hypervPrerequisitesPresent = defineRule({
  name: 'hyperv-prerequisites-present',
  summary: 'Hyper-V enlightenments have beside them what they build on',
  about: ['features/hyperv'],
  guests: 'x86-kvm',
  why: 'Some enlightenments build on others: a synthetic timer needs the synthetic interrupt controller, which needs the virtual processor index. QEMU refuses to start without them; libvirt says nothing before 11.9, and refuses the domain since.',
  class: 'breaks',
  severity: 'error',
  source: 'https://www.qemu.org/docs/master/system/i386/hyperv.html',
  checked: 'kvm_hyperv_properties and hv_feature_enabled in target/i386/kvm/kvm.c, QEMU 7.2',
  messages: {
    missing: {
      text: 'Hyper-V enlightenment "{name}" needs {missing}, so QEMU does not start',
      cure: 'Switch {missing} on as well',
      effect: 'not-started',
    },
    evmcsOnAmd: {
      text: 'Hyper-V enlightenment "evmcs" is for the nested virtualization of Intel, so QEMU does not start on AMD',
      cure: 'Say state="off"',
      effect: 'not-started',
    },
  },
  check({ domain, vendors, read, report }) {
    const { enlightenments, mode, argument } = read(readEffectiveSwitches);
    // Other modes switch everything on that the host can do; a raw "-cpu" is another matter.
    if (mode !== 'custom' || argument !== undefined) return;
    const on = new Set(enlightenments.map(({ name }) => name));
    for (const { name, element: at } of enlightenments) {
      if (name === 'evmcs' && vendors.cpu === 'amd') {
        const fix = (draft: DomainDraft) => draft.setAttribute(at, 'state', 'off', 'It is for Intel alone');
        report({ message: 'evmcsOnAmd', at, data: {}, fix });
        continue;
      }
      if (name === 'synic' && hasLooseSynic(domain)) continue;
      const missing = (PREREQUISITES.get(name) ?? []).filter((other) => !on.has(other));
      if (missing.length === 0) continue;
      const data = { name, missing: missing.map((other) => `"${other}"`).join(', ') };
      report({ message: 'missing', at, data, fix: (draft) => switchOn(draft, missing) });
    }
  },
});

/** QEMU lets machine types up to 3.0 have the interrupt controller alone (x-hv-synic-kvm-only). */
function hasLooseSynic(domain: DomainReader): boolean {
  const version = /-(\d+\.\d+)$/.exec(domain.find('os/type')?.attribute('machine') ?? '')?.[1];
  return version !== undefined && !isVersionAtLeast(version, '3.1');
}

function switchOn(draft: DomainDraft, names: readonly string[]): void {
  for (const name of names) {
    const existing = findEnlightenment(draft, name);
    const block = draft.findAll('features/hyperv').at(-1);
    if (name === 'hypervclock') ensureTimer(draft, { name, present: 'yes' }, 'utc', REASON);
    else if (existing !== undefined) draft.setAttribute(existing, 'state', 'on', REASON);
    else if (block !== undefined) draft.add(block, markup(name, { state: 'on' }), REASON);
  }
}

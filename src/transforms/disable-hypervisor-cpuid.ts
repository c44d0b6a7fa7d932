import { z } from 'zod/mini';
import type { DomainDraft } from '../domain/domain-draft.js';
import { listDisabledHypervisorFeatures, listHypervclockTimers, listHypervSwitches } from '../domain/hiding.js';
import { warnOfOverrulingOption } from '../domain/overruling-option.js';
import { requireX86Domain } from '../domain/support.js';
import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { yesNo } from './options.js';
import { defineTransform } from './transform.js';

/** @internal Recipes take these options as well. */
export const methodAOptions = () => ({
  replace: z.prefault(yesNo(), 'no').check(z.describe('Remove Method B (Hyper-V) where it is in place')),
});

/**
 * Method A: clear CPUID leaf 1 ECX bit 31 with `<feature policy='disable' name='hypervisor'/>`. The guest then believes
 * that it runs on bare metal, and Windows uses no Hyper-V enlightenment. Alone it hides little: the leaves at
 * 0x40000000 stay readable until `hide-kvm` takes them away.
 *
 * @throws PtxError METHODS_EXCLUSIVE where Method B is in place and `replace` was not asked for; DOMAIN_UNSUPPORTED
 * @see https://libvirt.org/formatdomain.html#cpu-model-and-topology
 */
export const disableHypervisorCpuid = defineTransform({
  name: 'disable-hypervisor-cpuid',
  summary: 'Method A: clear the hypervisor bit of CPUID leaf 1',
  source: 'https://libvirt.org/formatdomain.html#cpu-model-and-topology',
  conflicts: ['enable-hyperv', 'modernize-qemu-arguments'],
  options: () => z.strictObject(methodAOptions()),
  plan(draft, { replace }) {
    requireX86Domain(draft);
    warnOfOverrulingOption(draft, 'cpu');
    refuseIsapc(draft);
    const hyperv = listHypervSwitches(draft);
    if (hyperv.length > 0 && replace === 'no') {
      const message = 'Method A hides the CPUID bit that the Hyper-V enlightenments of Method B need';
      throw draft.refusal('METHODS_EXCLUSIVE', message, hyperv[0], 'Ask for "replace" to remove Method B');
    }
    if (hyperv.length > 0) {
      const reason = 'A guest that sees no hypervisor uses no Hyper-V';
      draft.removeAll([...draft.findAll('features/hyperv'), ...listHypervclockTimers(draft)], reason);
    }
    if (listDisabledHypervisorFeatures(draft).length > 0) return;
    const cpu = draft.find('cpu') ?? draft.add(draft.root, markup('cpu', DEFAULT_CPU), REASON);
    stateModel(draft, cpu);
    draft.ensureKeyed(cpu, 'feature', 'name', { policy: 'disable', name: 'hypervisor' }, REASON);
  },
});

const REASON = 'The guest must not see CPUID leaf 1 ECX bit 31';
const MODEL_REASON = 'libvirt takes features only beside a model; this is the one it gives a guest without';
const DEFAULT_CPU = { mode: 'custom', match: 'exact', check: 'none' };

/** The model that libvirt 9.0 with QEMU 7.2 gives a guest that names none; the emulator decides, not the guest's arch. */
function defaultModelName(draft: DomainDraft): string {
  const emulator = draft.find('devices/emulator')?.text;
  const is32Bit =
    emulator === undefined ? draft.find('os/type')?.attribute('arch') === 'i686' : emulator.endsWith('-i386');
  return is32Bit ? 'qemu32' : 'qemu64';
}

function refuseIsapc(draft: DomainDraft): void {
  const type = draft.find('os/type');
  if (type?.attribute('machine') !== 'isapc') return;
  throw draft.refusal('DOMAIN_UNSUPPORTED', 'Machine "isapc" has a 486, which knows no CPUID leaf 1', type);
}

function stateModel(draft: DomainDraft, cpu: XmlElement): void {
  const model = cpu.child('model');
  if ((cpu.attribute('mode') ?? 'custom') !== 'custom' || (model?.text ?? '') !== '') return;
  draft.align(cpu, DEFAULT_CPU, MODEL_REASON);
  const attributes = { fallback: 'forbid' };
  const named = model ?? draft.add(cpu, markup('model', attributes), MODEL_REASON);
  draft.align(named, attributes, MODEL_REASON);
  draft.setText(named, defaultModelName(draft), MODEL_REASON);
}

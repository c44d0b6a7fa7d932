import { z } from 'zod/mini';
import { ensureTimer } from '../domain/clock.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { findEnlightenment, listDisabledHypervisorFeatures } from '../domain/hiding.js';
import { readNumber } from '../domain/number.js';
import { warnOfOverrulingOption } from '../domain/overruling-option.js';
import { requireX86Domain } from '../domain/support.js';
import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { yesNo } from './options.js';
import { defineTransform } from './transform.js';

/** What each set switches on, prerequisites included; the order is libvirt's. */
const SETS = {
  basic: ['relaxed', 'vapic', 'spinlocks', 'vendor_id'],
  // evmcs is left out: it is for nested guests on Intel only, and breaks the start on AMD.
  full: [
    ...['relaxed', 'vapic', 'spinlocks', 'vpindex', 'runtime', 'synic', 'stimer', 'reset', 'vendor_id'],
    ...['frequencies', 'reenlightenment', 'tlbflush', 'ipi', 'avic'],
  ],
};

/** @internal The options that say which Hyper-V the guest sees; recipes take them as well. */
export const hypervOptions = () => ({
  set: z._default(z.enum(['basic', 'full']), 'basic').check(z.describe('Which enlightenments')),
  vendor_id: z
    .optional(
      z.string().check(z.regex(/^[ -+\--~]{1,12}$/, 'Expected 1 to 12 printable ASCII characters without a comma')),
    )
    .check(z.describe('Hyper-V vendor id; default: the one in place, else a fixed one')),
  replace: z
    .prefault(yesNo(), 'no')
    .check(z.describe('Remove Method A, or <hyperv mode="passthrough">, where it is in place')),
});

/**
 * Method B: let the guest see Hyper-V, under a vendor id that drivers do not know, with the enlightenments and the
 * clock that make Windows fast. The vendor id is never written alone, as QEMU publishes it only beside another
 * enlightenment. Together with `hide-kvm` no KVM signature is left; without it KVM answers at leaf 0x40000100.
 *
 * @throws PtxError METHODS_EXCLUSIVE where Method A is in place, CONFLICT where `<hyperv mode='passthrough'>` is,
 * both unless `replace` was asked for; DOMAIN_UNSUPPORTED
 * @see https://www.qemu.org/docs/master/system/i386/hyperv.html
 */
export const enableHyperv = defineTransform({
  name: 'enable-hyperv',
  summary: 'Method B: Hyper-V enlightenments under a vendor id of their own',
  source: 'https://libvirt.org/formatdomain.html#hypervisor-features',
  main: 'set',
  conflicts: ['disable-hypervisor-cpuid', 'modernize-qemu-arguments'],
  example: 'full,vendor_id=a1b2c3d4e5f6',
  options: () => z.strictObject(hypervOptions()),
  plan(draft, { set, vendor_id: vendorId, replace }) {
    requireX86Domain(draft);
    warnOfOverrulingOption(draft, 'cpu');
    replaceMethodA(draft, replace === 'yes');
    const block = draft.findAll('features/hyperv').at(-1);
    if (block?.attribute('mode') === 'passthrough') {
      if (replace === 'no') {
        const message = '<hyperv mode="passthrough"> takes no enlightenments of its own';
        throw draft.refusal('CONFLICT', message, block, 'Ask for "replace" to list them instead');
      }
      draft.setAttribute(block, 'mode', 'custom', 'mode "passthrough" takes no enlightenments of its own');
    }
    if (block === undefined) {
      const children = SETS[set].map((name) => enlightenment(name, vendorId));
      const features = draft.find('features') ?? draft.add(draft.root, markup('features'), REASON);
      draft.add(features, markup('hyperv', { mode: 'custom' }, children), REASON);
    } else {
      for (const name of SETS[set]) switchOn(draft, block, name, vendorId);
    }
    ensureTimer(draft, { name: 'hypervclock', present: 'yes' }, 'utc', CLOCK_REASON);
  },
});

const REASON = 'The guest uses Hyper-V enlightenments, published under a vendor id that drivers do not know';
const CLOCK_REASON = 'Windows reads its time from the Hyper-V reference counter';
const DEFAULT_VENDOR_ID = 'q7Xw2LrTz9Vk';
/** libvirt's lower limit is 4095; this is the value that libvirt's documentation and QEMU's recommend. */
const SPINLOCK_RETRIES = '8191';

function enlightenment(name: string, vendorId: string | undefined) {
  const direct = name === 'stimer' ? [markup('direct', { state: 'on' })] : [];
  return markup(name, { state: 'on', ...extraAttributes(name, vendorId ?? DEFAULT_VENDOR_ID) }, direct);
}

function extraAttributes(name: string, vendorId: string): Record<string, string> {
  if (name === 'vendor_id') return { value: vendorId };
  return name === 'spinlocks' ? { retries: SPINLOCK_RETRIES } : {};
}

function switchOn(draft: DomainDraft, block: XmlElement, name: string, vendorId: string | undefined): void {
  const existing = findEnlightenment(draft, name);
  if (existing === undefined) {
    draft.add(block, enlightenment(name, vendorId), REASON);
    return;
  }
  const isOn = existing.attribute('state') === 'on';
  draft.setAttribute(existing, 'state', 'on', REASON);
  if (name === 'stimer' && existing.child('direct')?.attribute('state') !== 'on') {
    const direct = existing.child('direct') ?? draft.add(existing, markup('direct', { state: 'on' }), REASON);
    draft.setAttribute(direct, 'state', 'on', REASON);
  }
  if (name === 'vendor_id') {
    const kept = isOn ? existing.attribute('value') : undefined;
    draft.setAttribute(existing, 'value', vendorId ?? kept ?? DEFAULT_VENDOR_ID, REASON);
  }
  if (name === 'spinlocks' && !((readNumber(existing.attribute('retries')) ?? 0) >= 4095)) {
    draft.setAttribute(existing, 'retries', SPINLOCK_RETRIES, 'libvirt takes no fewer than 4095 retries');
  }
}

function replaceMethodA(draft: DomainDraft, isReplacing: boolean): void {
  const features = listDisabledHypervisorFeatures(draft);
  if (features.length > 0 && !isReplacing) {
    const message = 'Method B needs the CPUID bit that Method A hides';
    throw draft.refusal('METHODS_EXCLUSIVE', message, features[0], 'Ask for "replace" to remove Method A');
  }
  draft.removeAll(features, 'Hyper-V enlightenments need the hypervisor bit');
}

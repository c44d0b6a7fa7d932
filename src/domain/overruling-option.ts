import type { DomainDraft } from './domain-draft.js';
import { findQemuOption, type QemuProperties } from './qemu-option.js';

/** Raw options of which QEMU takes the last one, so that they overrule what libvirt says before them. */
const OVERRULING = {
  cpu: { elements: '<cpu>, <hyperv> and <kvm>', fits: () => true },
  rtc: { elements: '<clock>', fits: (properties: QemuProperties) => properties.size > 0 },
  // Types 4 and up describe what no option of a step is about.
  smbios: {
    elements: '<smbios> and <sysinfo>',
    fits: (properties: QemuProperties) => /^[0-3]?$/.test(properties.get('type') ?? ''),
  },
};

/** Warn where a raw option makes QEMU forget what libvirt says (QEMU 7.2). */
export function warnOfOverrulingOption(draft: DomainDraft, name: keyof typeof OVERRULING): void {
  const { elements, fits } = OVERRULING[name];
  const argument = findQemuOption(draft, [name], fits);
  if (argument === undefined) return;
  draft.warn(`QEMU argument "-${name}" overrides ${elements}: take it out, or nothing of this shows`, argument);
}

import { ensureTimer } from '../domain/clock.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { isRemappingInterrupts, listIommus } from '../domain/iommu.js';
import { readQemuBoolean, readQemuProperties } from '../domain/qemu-option.js';
import { type Judge, REASON } from './modernize-qemu-arguments-judge.js';

type Edit = (draft: DomainDraft) => void;

const feature =
  (name: string, attributes: Record<string, string>): Edit =>
  (draft) =>
    void draft.ensure(`features/${name}`, attributes, REASON);

/** What properties of the machine are in libvirt; undefined where a value has no counterpart. */
const PROPERTIES: Readonly<Record<string, (value: string) => Edit | undefined>> = {
  'kernel-irqchip': (value) => {
    const driver = value === 'split' ? 'qemu' : readQemuBoolean(value) === true ? 'kvm' : undefined;
    return driver === undefined ? undefined : feature('ioapic', { driver });
  },
  vmport(value) {
    const isOn = readQemuBoolean(value);
    return isOn === undefined ? undefined : feature('vmport', { state: isOn ? 'on' : 'off' });
  },
  hpet: (value) =>
    readQemuBoolean(value) === false
      ? (draft) => ensureTimer(draft, { name: 'hpet', present: 'no' }, 'utc', REASON)
      : undefined,
  // libvirt always says so itself.
  usb: (value) => (readQemuBoolean(value) === false ? () => {} : undefined),
};

/** `-machine kernel_irqchip=on` and its like become `<features>`. */
export const machine: Judge = (draft, { name, value = '' }) => {
  if (name !== 'machine' && name !== 'M') return undefined;
  const edits: Edit[] = [];
  for (const [key, text] of readQemuProperties(value, 'type') ?? []) {
    if (key === 'accel')
      return 'QEMU takes no "accel" here beside the -accel that libvirt gives it, and does not start';
    const edit = PROPERTIES[key.replaceAll('_', '-')]?.(text);
    if (edit === undefined) return `libvirt has no element for "${key}=${text}" that ptx knows`;
    if (/^kernel.irqchip$/.test(key) && text !== 'split' && listIommus(draft).some(isRemappingInterrupts))
      return 'The <iommu> needs a split one';
    edits.push(edit);
  }
  return {
    apply() {
      for (const edit of edits) edit(draft);
    },
  };
};

import { z } from 'zod/mini';
import { vcpuCount } from '../domain/cpu-tune.js';
import { addDevice, listHostPciUses } from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { listIommus } from '../domain/iommu.js';
import { guestArch, machineFamily } from '../domain/machine.js';
import { findHardLimit } from '../domain/memory.js';
import { findQemuOption, type QemuProperties, readQemuBoolean } from '../domain/qemu-option.js';
import { requireQemuDomain } from '../domain/support.js';
import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { onOff, wholeNumber } from './options.js';
import { defineTransform } from './transform.js';

/** The attributes of `<driver>` that each model takes, in libvirt's order. */
const ATTRIBUTES = {
  intel: ['intremap', 'caching_mode', 'eim', 'aw_bits'],
  virtio: ['aw_bits'],
  amd: ['intremap', 'xtsup', 'passthrough'],
  smmuv3: [],
} as const;

type Model = keyof typeof ATTRIBUTES;

const options = () =>
  z
    .strictObject({
      model: z
        ._default(z.enum(['intel', 'virtio', 'amd', 'smmuv3']), 'intel')
        .check(z.describe('Which IOMMU the guest sees')),
      intremap: z
        .optional(onOff())
        .check(z.describe('Remap interrupts, with the split I/O APIC; default for intel and amd: on')),
      caching_mode: z
        .optional(onOff())
        .check(z.describe('Let QEMU follow the mappings of host devices; default for intel: on')),
      eim: z
        .optional(onOff())
        .check(z.describe('Extended interrupt mode of intel; default for more than 255 vCPUs: on')),
      aw_bits: z.optional(wholeNumber(32)).check(z.describe('Address width: 39 or 48 for intel, up to 64 for virtio')),
      xtsup: z.optional(onOff()).check(z.describe('x2APIC mode of amd, for many vCPUs')),
      passthrough: z.optional(onOff()).check(z.describe('Leave DMA untranslated, for amd')),
    })
    .check(
      z.superRefine((wanted, context) => {
        const taken: readonly string[] = ['model', ...ATTRIBUTES[wanted.model]];
        for (const [name, value] of Object.entries(wanted)) {
          if (value === undefined || taken.includes(name)) continue;
          context.addIssue({ code: 'custom', path: [name], message: `Model ${wanted.model} does not take it` });
        }
        if (wanted.eim === 'on' && wanted.intremap === 'off') {
          context.addIssue({ code: 'custom', path: ['eim'], message: 'Expected "intremap" with it' });
        }
        const bits = wanted.aw_bits;
        if (bits !== undefined && !(wanted.model === 'intel' ? bits === 39 || bits === 48 : bits <= 64)) {
          const expected = wanted.model === 'intel' ? 'Expected 39 or 48' : 'Expected at most 64';
          context.addIssue({ code: 'custom', path: ['aw_bits'], message: expected });
        }
      }),
    );

type Options = z.output<ReturnType<typeof options>>;

/**
 * Give the guest an IOMMU of its own, so that it can pass devices on to guests or to programs of its own. For `intel`
 * on q35, with ACPI, interrupt remapping and the split I/O APIC that it needs, and in the mode in which QEMU takes host
 * devices behind it. One of the same model is aligned.
 *
 * @throws PtxError DOMAIN_UNSUPPORTED for a machine type that the model does not fit; CONFLICT where another IOMMU is
 * there; OPTION_INVALID for what only a newer libvirt takes
 * @see https://libvirt.org/formatdomain.html#iommu-devices
 */
export const addViommu = defineTransform({
  name: 'add-viommu',
  summary: 'Give the guest an IOMMU of its own',
  source: 'https://libvirt.org/formatdomain.html#iommu-devices',
  main: 'model',
  conflicts: ['set-ioapic-driver', 'convert-to-q35', 'modernize-qemu-arguments'],
  example: 'intel,aw_bits=48',
  options,
  plan(draft, wanted) {
    requireQemuDomain(draft);
    const { model } = wanted;
    requireMachine(draft, model);
    requireTarget(draft, wanted);
    refuseArguments(draft);
    const existing = findIommu(draft, model);
    const attributes = driverAttributes(draft, wanted, existing);
    ensureAcpi(draft, model);
    if (attributes.intremap === 'on') {
      draft.ensure('features/ioapic', { driver: 'qemu' }, 'Interrupts can only be remapped with the split I/O APIC');
    }
    const iommu = existing ?? addIommu(draft, model, attributes);
    if (existing !== undefined) alignIommu(draft, existing, attributes);
    warnOfHostDevices(draft, wanted, iommu);
  },
});

const REASON = 'The guest gets an IOMMU of its own';
/** From here on a guest needs interrupt ids that only `eim` holds (qemuValidateDomainVCpuTopology, libvirt 9.0). */
const MAX_VCPUS_WITHOUT_EIM = 255;

/** libvirt refuses any other machine (qemuValidateDomainDeviceDefIOMMU, 9.0). */
function requireMachine(draft: DomainDraft, model: Model): void {
  const type = draft.find('os/type');
  const family = machineFamily(draft);
  const isArm = family === 'virt' && /^(aarch64|armv[67]l)$/.test(guestArch(draft));
  if (family === 'q35' ? model !== 'smmuv3' : isArm && (model === 'virtio' || model === 'smmuv3')) return;
  const machines = { intel: 'q35', amd: 'q35', virtio: 'q35 or ARM virt', smmuv3: 'ARM virt' }[model];
  const message = `IOMMU model "${model}" is for ${machines} machines, found "${type?.attribute('machine') ?? 'pc'}"`;
  const hint = family === 'i440fx' && model !== 'smmuv3' ? 'Convert the domain first, with convert-to-q35' : undefined;
  throw draft.refusal('DOMAIN_UNSUPPORTED', message, type, hint);
}

/** On ARM libvirt takes ACPI only with UEFI, so it is left to the user there. */
function ensureAcpi(draft: DomainDraft, model: Model): void {
  if (model === 'smmuv3' || draft.find('features/acpi') !== undefined) return;
  if (machineFamily(draft) !== 'q35') {
    const hint = 'Add <acpi/> to <features> first, which needs UEFI';
    throw draft.refusal('DOMAIN_UNSUPPORTED', `IOMMU model "${model}" needs ACPI`, draft.find('features'), hint);
  }
  draft.ensure('features/acpi', {}, 'A guest finds an IOMMU in its ACPI tables');
}

function requireTarget(draft: DomainDraft, { model, aw_bits: bits }: Options): void {
  if (model === 'amd') draft.requireVersion('libvirt', '11.5', 'Option model="amd"');
  if (model !== 'virtio' || bits === undefined) return;
  draft.requireVersion('libvirt', '12.1', 'Option "aw_bits" of model "virtio"');
  draft.requireVersion('qemu', '9.0', 'Option "aw_bits" of model "virtio"');
}

/** Arguments with which QEMU would not start beside the IOMMU. */
function refuseArguments(draft: DomainDraft): void {
  const argument =
    findQemuOption(draft, ['machine', 'M', 'accel'], hasWholeIrqchip) ??
    findQemuOption(draft, ['device'], (properties) =>
      /^(intel|amd|virtio)-iommu\b/.test(properties.get('driver') ?? ''),
    );
  if (argument === undefined) return;
  const message = `QEMU argument "${argument.attribute('value')}" stands against the IOMMU`;
  throw draft.refusal('CONFLICT', message, argument, 'Take the argument out first, or use modernize-qemu-arguments');
}

function hasWholeIrqchip(properties: QemuProperties): boolean {
  return ['kernel-irqchip', 'kernel_irqchip'].some((name) => readQemuBoolean(properties.get(name)) === true);
}

function findIommu(draft: DomainDraft, model: Model): XmlElement | undefined {
  const [existing, another] = listIommus(draft);
  if (another !== undefined) throw draft.refusal('CONFLICT', 'The domain has more than one IOMMU', another);
  const other = existing?.attribute('model');
  if (existing === undefined || other === model) return existing;
  const hint = 'Take it out first, or ask for that model';
  throw draft.refusal('CONFLICT', `The domain has an IOMMU of model "${other ?? ''}"`, existing, hint);
}

function driverAttributes(
  draft: DomainDraft,
  wanted: Options,
  existing: XmlElement | undefined,
): Readonly<Record<string, string>> {
  const needsEim = wanted.model === 'intel' && (vcpuCount(draft) ?? 0) > MAX_VCPUS_WITHOUT_EIM;
  const values: Partial<Record<string, string>> = {
    intremap: wanted.intremap ?? 'on',
    caching_mode: wanted.caching_mode ?? 'on',
    eim: wanted.eim ?? (needsEim ? 'on' : undefined),
    aw_bits: wanted.aw_bits?.toString(),
    xtsup: wanted.xtsup,
    passthrough: wanted.passthrough,
  };
  const eim = values.eim ?? existing?.child('driver')?.attribute('eim');
  if (wanted.model === 'intel' && eim === 'on' && values.intremap === 'off') {
    const hint = 'Leave "intremap" out, or ask for eim=off as well';
    throw draft.refusal('CONFLICT', 'Extended interrupt mode needs interrupt remapping', existing, hint);
  }
  const entries = ATTRIBUTES[wanted.model].map((name) => [name, values[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [(typeof entry)[0], string] => entry[1] !== undefined));
}

function addIommu(draft: DomainDraft, model: Model, attributes: Readonly<Record<string, string>>): XmlElement {
  const driver = Object.keys(attributes).length === 0 ? [] : [markup('driver', attributes)];
  return addDevice(draft, markup('iommu', { model }, driver), REASON);
}

function alignIommu(draft: DomainDraft, iommu: XmlElement, attributes: Readonly<Record<string, string>>): void {
  const driver = iommu.child('driver');
  if (driver !== undefined) draft.align(driver, attributes, REASON);
  else if (Object.keys(attributes).length > 0) draft.add(iommu, markup('driver', attributes), REASON);
  const model = iommu.attribute('model');
  if (model === 'intel' || model === 'smmuv3') {
    draft.removeAll(iommu.childrenNamed('address'), `libvirt takes no address of an IOMMU of model "${model}"`);
  }
}

function warnOfHostDevices(draft: DomainDraft, wanted: Options, iommu: XmlElement): void {
  const limit = findHardLimit(draft)?.element;
  if (limit !== undefined) {
    draft.warn('With an IOMMU each host device locks all memory of the guest once more: raise <hard_limit>', limit);
  }
  if (draft.root.attribute('type') === 'qemu' && iommu.child('driver')?.attribute('eim') === 'on') {
    draft.warn('QEMU has extended interrupt mode only with KVM: a domain of type "qemu" does not start', iommu);
  }
  const [use] = listHostPciUses(draft);
  if (use === undefined) return;
  if (wanted.caching_mode === 'off') {
    draft.warn('QEMU refuses a host device once the guest maps its memory without "caching_mode"', use.device);
  }
  if (wanted.model === 'amd') {
    const message =
      'QEMU remaps DMA of host devices through its AMD IOMMU only with "dma-remap", which libvirt cannot set';
    draft.warn(message, use.device);
  }
}

import type { XmlElement } from '../xml/node.js';
import { listDevices } from './devices.js';
import type { DomainReader } from './domain-reader.js';
import { listDisabledHypervisorFeatures, listHypervclockTimers } from './hiding.js';
import { readNumber } from './number.js';
import { listQemuOptions } from './qemu-option.js';

/** What a guest reads of its hypervisor from CPUID. */
export interface HypervisorCpuid {
  /** Leaf 1, ECX bit 31. */
  readonly hypervisorBit: boolean;
  /** What leaf 0x40000000 spells, empty where nothing is there; null where the host decides. */
  readonly signature: string | null;
  /** The highest leaf that 0x40000000 names, `0x0` where nothing is there; null where the host decides. */
  readonly highestLeaf: string | null;
  /** True where leaf 0x40000001 spells `Hv#1`: Windows takes the hypervisor for Hyper-V. */
  readonly hyperv: boolean;
  /** The leaf at which KVM's signature stands, null where it is nowhere. */
  readonly kvmSignatureLeaf: string | null;
}

/** One thing that makes QEMU answer as Hyper-V. */
export interface Enlightenment {
  /** libvirt's name of it; `stimer direct` for a child of `<stimer>`. */
  readonly name: string;
  /** The retries of `spinlocks`. */
  readonly value?: string | undefined;
  readonly element: XmlElement;
}

/** What decides how the hypervisor shows itself, wherever it was said. */
export interface HypervisorSwitches {
  readonly isBitCleared: boolean;
  readonly isKvmHidden: boolean;
  /** In the order of libvirt; without the vendor id, which switches nothing on. */
  readonly enlightenments: readonly Enlightenment[];
  readonly vendorId: string | undefined;
  /** How `<hyperv>` is filled: `passthrough` and `host-model` leave it to the host. */
  readonly mode: string;
}

const SIGNATURE = '0x40000000';
/** Where KVM's signature goes when Hyper-V's has its place. */
const SIGNATURE_BEHIND_HYPERV = '0x40000100';
const NOTHING = '0x0';
const KVM_HIGHEST = '0x40000001';
const HYPERV_HIGHEST = '0x40000005';
const NESTED_FEATURES = '0x4000000a';

/** Of what QEMU answers with one leaf more, that of nested virtualization. */
const NESTED = new Set(['evmcs', 'emsr_bitmap', 'tlbflush direct']);

/** libvirt's order; what it does not name comes behind. */
const ORDER = [
  ...['relaxed', 'vapic', 'vpindex', 'runtime', 'synic', 'stimer', 'stimer direct', 'reset', 'frequencies'],
  ...['reenlightenment', 'tlbflush', 'tlbflush direct', 'tlbflush extended', 'ipi', 'evmcs', 'avic', 'emsr_bitmap'],
  ...['xmm_input', 'hypervclock', 'spinlocks'],
];

/**
 * Say what a guest of KVM reads, as a guest was seen to read it (docs/evidence.md).
 *
 * A vendor id alone shows nowhere: QEMU answers as Hyper-V only with an enlightenment. Hiding KVM leaves bit 31 set, and
 * clearing bit 31 leaves every other leaf where it is.
 *
 * @see hyperv_enabled, hyperv_fill_cpuids and kvm_arch_init_vcpu in target/i386/kvm/kvm.c of QEMU 7.2
 */
export function predictCpuid(switches: HypervisorSwitches): HypervisorCpuid {
  const { enlightenments, vendorId, mode } = switches;
  const isHostsChoice = mode !== 'custom';
  const hyperv = showsHyperv(switches);
  const shared = { hypervisorBit: !switches.isBitCleared, hyperv };
  const isKvmShown = !switches.isKvmHidden;
  if (!hyperv) {
    return isKvmShown
      ? { ...shared, signature: 'KVMKVMKVM', highestLeaf: KVM_HIGHEST, kvmSignatureLeaf: SIGNATURE }
      : { ...shared, signature: '', highestLeaf: NOTHING, kvmSignatureLeaf: null };
  }
  const hasNested = enlightenments.some(({ name }) => NESTED.has(name));
  return {
    ...shared,
    signature: isHostsChoice ? null : (vendorId ?? 'Microsoft Hv').slice(0, 12),
    highestLeaf: isHostsChoice ? null : hasNested ? NESTED_FEATURES : HYPERV_HIGHEST,
    kvmSignatureLeaf: isKvmShown ? SIGNATURE_BEHIND_HYPERV : null,
  };
}

/** What counts of all that a domain says of how its hypervisor shows itself. */
export interface EffectiveSwitches extends HypervisorSwitches {
  /** The raw `-cpu` for which QEMU forgets `<cpu>`, `<hyperv>` and `<kvm>`. */
  readonly argument: XmlElement | undefined;
}

/** Read what counts: QEMU takes the last `-cpu`, and that of a raw argument comes behind libvirt's. */
export function readEffectiveSwitches(domain: DomainReader): EffectiveSwitches {
  const option = domain.read(listQemuOptions).findLast(({ name, value }) => name === 'cpu' && value !== undefined);
  const argument = option?.elements.at(-1);
  if (option?.value === undefined || argument === undefined) {
    return { ...readHypervisorSwitches(domain), argument: undefined };
  }
  return { ...parseCpuArgument(option.value, argument), argument };
}

/** True where QEMU answers as Hyper-V. */
export function showsHyperv({ mode, enlightenments }: HypervisorSwitches): boolean {
  return mode !== 'custom' || enlightenments.length > 0;
}

/** Read what libvirt makes of the domain's own elements; a raw `-cpu` is read by `parseCpuArgument`. */
function readHypervisorSwitches(domain: DomainReader): HypervisorSwitches {
  const blocks = domain.findAll('features/hyperv');
  // Of two children with one name libvirt lets the last win.
  const children = new Map(
    blocks.flatMap((block) => block.elements.map((child) => [child.namespace + child.name, child] as const)),
  );
  const on = [...children.values()].filter((child) => child.namespace === '' && child.attribute('state') === 'on');
  const vendor = on.find(({ name }) => name === 'vendor_id');
  return {
    isBitCleared: listDisabledHypervisorFeatures(domain).length > 0,
    isKvmHidden: domain.find('features/kvm/hidden')?.attribute('state') === 'on',
    enlightenments: sortEnlightenments([
      ...on.filter((child) => child !== vendor).flatMap(listParts),
      ...listHypervclockTimers(domain)
        .filter((timer) => timer.attribute('present') === 'yes')
        .slice(0, 1)
        .map((element) => ({ name: 'hypervclock', element })),
      // libvirt tells QEMU "hv-crash" (qemuBuildCpuFeature, 9.0), which counts like any other.
      ...listDevices(domain)
        .filter((device) => device.name === 'panic' && device.attribute('model') === 'hyperv')
        .map((element) => ({ name: 'crash', element })),
    ]),
    vendorId: vendor?.attribute('value'),
    mode: blocks.map((block) => block.attribute('mode')).findLast((mode) => mode !== undefined) ?? 'custom',
  };
}

/** Words of QEMU that are not libvirt's. */
const QEMU_NAMES: Readonly<Record<string, string>> = {
  time: 'hypervclock',
  'stimer-direct': 'stimer direct',
  'tlbflush-direct': 'tlbflush direct',
  'tlbflush-ext': 'tlbflush extended',
  'emsr-bitmap': 'emsr_bitmap',
  'xmm-input': 'xmm_input',
};

/** What begins like an enlightenment and switches none on. */
const QEMU_SETTINGS = /^(vendor-id|version-id-.*|enforce-cpuid|no-nonarch-coresharing|passthrough)$/;

/** Read the argument of a raw `-cpu`, such as `host,kvm=off,hv_vendor_id=x,-hypervisor`. */
function parseCpuArgument(text: string, element: XmlElement): HypervisorSwitches {
  const [, ...items] = text.split(',');
  const values = new Map(items.map(parseCpuProperty));
  const hyperv = [...values].flatMap(([name, value]) => (name.startsWith('hv-') ? [[name.slice(3), value]] : []));
  const on = hyperv.filter(([name = '', value]) => !QEMU_SETTINGS.test(name) && value !== 'off');
  return {
    isBitCleared: values.get('hypervisor') === 'off',
    isKvmHidden: values.get('kvm') === 'off',
    enlightenments: sortEnlightenments(
      on.map(([name = '', value]) => ({
        name: QEMU_NAMES[name] ?? name,
        ...(name === 'spinlocks' ? { value: String(readNumber(value) ?? value) } : {}),
        element,
      })),
    ),
    vendorId: values.get('hv-vendor-id'),
    mode: values.get('hv-passthrough') === 'on' ? 'passthrough' : 'custom',
  };
}

/** `+x`, `x` and `x=on` are the same to QEMU, as are `hv_time` and `hv-time`. */
function parseCpuProperty(item: string): [name: string, value: string] {
  const [, sign = '', name = '', value] = /^([+-]?)([^=]*)(?:=(.*))?$/s.exec(item) ?? [];
  return [name.replaceAll('_', '-'), value ?? (sign === '-' ? 'off' : 'on')];
}

function listParts(element: XmlElement): Enlightenment[] {
  const { name } = element;
  const value = name === 'spinlocks' ? element.attribute('retries') : undefined;
  const parts = element.elements.filter((child) => child.namespace === '' && child.attribute('state') === 'on');
  return [{ name, value, element }, ...parts.map((part) => ({ name: `${name} ${part.name}`, element: part }))];
}

function sortEnlightenments(enlightenments: Enlightenment[]): Enlightenment[] {
  const rank = ({ name }: Enlightenment) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return enlightenments.sort((a, b) => rank(a) - rank(b));
}

import { readCpuArgument } from '../domain/cpu-argument.js';
import { findCpuFeature } from '../domain/cpu-feature.js';
import { listDevices } from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { readQemuBoolean, readQemuNumber } from '../domain/qemu-option.js';
import { isAtLeast } from '../domain/target.js';
import { alignCpu, type CpuSwitches } from './modernize-qemu-arguments-cpu-align.js';
import type { Judge } from './modernize-qemu-arguments-judge.js';

/**
 * `-cpu host,…` becomes `<cpu mode='host-passthrough'>`, its features, `<hyperv>`, `<kvm>` and timers. As the argument
 * replaces all that libvirt says of the CPU, what it leaves out is switched off: the guest never had that.
 */
export const cpu: Judge = (draft, option, options) => {
  if (option.name !== 'cpu') return undefined;
  const all = options.filter((each) => each.name === 'cpu');
  if (all.at(-1) !== option) return all.length > 1 ? 'Another -cpu behind it replaces it' : undefined;
  if (draft.root.attribute('type') !== 'kvm') return 'The host CPU is there for guests of type "kvm" only';
  const switches = readSwitches(draft, option.value ?? '');
  if (typeof switches === 'string') return switches;
  const panic = listDevices(draft, 'panic').find((device) => device.attribute('model') === 'hyperv');
  if (panic !== undefined) return '<panic model="hyperv"> would add "hv-crash" to it';
  return { also: all.slice(0, -1), apply: () => alignCpu(draft, switches) };
};

const MODES: Readonly<Record<string, CpuSwitches['mode']>> = { host: 'host-passthrough', max: 'maximum' };

/** Enlightenments that are one switch, by QEMU's name without `hv-`. */
const ENLIGHTENMENTS = new Set(
  'relaxed vapic vpindex runtime synic stimer reset frequencies reenlightenment tlbflush ipi evmcs avic'.split(' '),
);
const NEW_ENLIGHTENMENTS: Readonly<Record<string, string>> = { 'emsr-bitmap': 'emsr_bitmap', 'xmm-input': 'xmm_input' };

function readSwitches(draft: DomainDraft, text: string): CpuSwitches | string {
  const { model, flags: given } = readCpuArgument(text);
  const flags = new Map(given);
  const mode = MODES[model];
  if (mode === undefined) return `libvirt may add features to a model such as "${model}"`;
  const migratable = readQemuBoolean(flags.get('migratable') ?? 'on');
  if (migratable === undefined) return 'QEMU would refuse one of its values';
  const switches: CpuSwitches = {
    mode,
    migratable: migratable ? 'on' : 'off',
    features: new Map(),
    hyperv: new Map(),
    hypervPassthrough: false,
    stimerDirect: false,
    hypervclock: false,
    kvm: new Map(),
  };
  flags.delete('migratable');
  const reason = takeCache(switches, flags) ?? takeAddressWidth(switches, flags);
  if (reason !== undefined) return reason;
  for (const [name, value] of flags) {
    const isTaken = takeValue(switches, name, value) || takeSwitch(draft, switches, name, readQemuBoolean(value));
    if (!isTaken) return `libvirt cannot say "${name}=${value}"`;
  }
  if (switches.stimerDirect && !switches.hyperv.has('stimer'))
    return 'libvirt says "hv-stimer-direct" beside "hv-stimer" only';
  if (switches.hypervPassthrough && switches.hyperv.size > 0) return 'libvirt says "hv-passthrough" alone only';
  return switches;
}

/** Take `host-cache-info` and `l3-cache`, which libvirt says as a pair. */
function takeCache(switches: CpuSwitches, flags: Map<string, string>): string | undefined {
  const [host, l3] = [flags.get('host-cache-info'), flags.get('l3-cache')];
  if (host === undefined && l3 === undefined) return undefined;
  const isHost = readQemuBoolean(host ?? 'off');
  const isL3 = readQemuBoolean(l3 ?? 'on');
  if (isHost === undefined || isL3 === undefined) return 'QEMU would refuse one of its values';
  // What the host says of its caches leaves nothing for QEMU's own third level to say.
  switches.cache = isHost ? { mode: 'passthrough' } : isL3 ? { level: '3', mode: 'emulate' } : { mode: 'disable' };
  flags.delete('host-cache-info');
  flags.delete('l3-cache');
  return undefined;
}

function takeAddressWidth(switches: CpuSwitches, flags: Map<string, string>): string | undefined {
  const host = flags.get('host-phys-bits');
  const bits = flags.get('phys-bits');
  if (host === undefined && bits === undefined) return undefined;
  if (host !== undefined && (bits !== undefined || readQemuBoolean(host) !== true)) {
    return `libvirt cannot say "host-phys-bits=${host}"`;
  }
  if (bits !== undefined && !(Number(readQemuNumber(bits)) >= 32)) return `libvirt cannot say "phys-bits=${bits}"`;
  switches.maxphysaddr =
    bits === undefined ? { mode: 'passthrough' } : { mode: 'emulate', bits: String(readQemuNumber(bits)) };
  flags.delete('host-phys-bits');
  flags.delete('phys-bits');
  return undefined;
}

/** Take a flag that carries more than a boolean. */
function takeValue(switches: CpuSwitches, name: string, value: string): boolean {
  if (name === 'hv-vendor-id') {
    if (!/^[ -~]{1,12}$/.test(value)) return false;
    switches.hyperv.set('vendor_id', { value });
    return true;
  }
  if (name === 'hv-spinlocks') {
    const retries = readQemuNumber(value) ?? 0;
    if (retries < 4095 || retries > 0xffffffff) return false;
    switches.hyperv.set('spinlocks', { retries: String(retries) });
    return true;
  }
  return false;
}

function takeSwitch(draft: DomainDraft, switches: CpuSwitches, name: string, isOn: boolean | undefined): boolean {
  if (isOn === undefined) return false;
  const state = isOn ? 'on' : 'off';
  if (name.startsWith('hv-')) return takeEnlightenment(draft, switches, name.slice('hv-'.length), isOn);
  if (name === 'kvm') {
    if (!isOn) switches.kvm.set('hidden', 'on');
    return true;
  }
  if (name === 'kvm-hint-dedicated' || name === 'kvm-poll-control') {
    // libvirt says them only to switch them on, and off is what QEMU does for the first.
    if (!isOn && name === 'kvm-poll-control') return false;
    if (isOn) switches.kvm.set(name.slice('kvm-'.length), 'on');
    return true;
  }
  if (name === 'kvm-pv-ipi') {
    if (!isOn) switches.kvm.set('pv-ipi', 'off');
    return !isOn;
  }
  if (name === 'pmu') switches.pmu = state;
  else if (name === 'kvm-pv-unhalt') switches.pvspinlock = state;
  else if (name === 'kvm-pv-eoi') switches.eoi = state;
  else if (name === 'kvmclock') switches.kvmclock = isOn ? 'yes' : 'no';
  else return takeFeature(switches, name, isOn);
  return true;
}

function takeFeature(switches: CpuSwitches, name: string, isOn: boolean): boolean {
  const feature = findCpuFeature(name);
  if (feature !== undefined) switches.features.set(feature, isOn ? 'require' : 'disable');
  return feature !== undefined;
}

function takeEnlightenment({ target }: DomainDraft, switches: CpuSwitches, name: string, isOn: boolean): boolean {
  if (name === 'time') switches.hypervclock = isOn;
  else if (name === 'passthrough') switches.hypervPassthrough = isOn;
  else if (name === 'stimer-direct') switches.stimerDirect = isOn;
  else if (ENLIGHTENMENTS.has(name)) {
    if (isOn) switches.hyperv.set(name, {});
  } else {
    const element = NEW_ENLIGHTENMENTS[name];
    if (element === undefined || !isAtLeast(target.libvirt, '10.7')) return false;
    if (isOn) switches.hyperv.set(element, {});
  }
  return true;
}

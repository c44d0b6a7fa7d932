import { readCpuArgument } from '../domain/cpu-argument.js';
import { findCpuFeature } from '../domain/cpu-feature.js';
import { readQemuBoolean, readQemuNumber } from '../domain/qemu-option.js';
import { chooseHypervSet } from './hyperv.js';
import type { ImportSource } from './imported.js';
import type { StepCollector } from './step-collector.js';

/** `-cpu host,kvm=off,hv_vendor_id=…`: the CPU of the host, hiding, Hyper-V. */
export function importCpu(value: string, source: ImportSource, collector: StepCollector): void {
  const { model, flags } = readCpuArgument(value);
  const isHost = model === 'host';
  if (isHost) collector.add('set-cpu-host-passthrough', {}, source);
  else collector.unmapped({ ...source, text: `-cpu ${model}` }, modelReason(model));
  const rest = new Map(flags);
  const isMethodA = readQemuBoolean(rest.get('hypervisor')) === false;
  importHyperv(rest, isMethodA, source, collector);
  for (const [name, text] of rest) {
    const property = { ...source, text: `${name}=${text}` };
    if (!importFlag(name, text, isHost, property, source, collector)) collector.unmapped(property, flagReason(name));
  }
}

/** Why a named model comes to no step. */
export function modelReason(model: string): string {
  return `No step names a CPU model such as "${model}": the domain keeps its CPU, or add set-cpu-host-passthrough`;
}

function flagReason(name: string): string {
  const feature = findCpuFeature(name);
  return feature === undefined
    ? 'No step says it'
    : `No step sets a CPU feature: write <feature name="${feature}"> into <cpu>`;
}

function importFlag(
  name: string,
  text: string,
  isHost: boolean,
  property: ImportSource,
  source: ImportSource,
  collector: StepCollector,
): boolean {
  const isOn = readQemuBoolean(text);
  if (isOn === undefined) return false;
  if (name === 'kvm') {
    if (isOn) collector.note(property, 'KVM shows itself unless it is hidden');
    else collector.add('hide-kvm', {}, source);
    return true;
  }
  if (name === 'hypervisor') {
    if (isOn) collector.note(property, 'The guest sees the hypervisor bit unless it is hidden');
    else collector.add('disable-hypervisor-cpuid', {}, source);
    return true;
  }
  const options = isHost ? hostOptions(name, isOn) : undefined;
  if (options !== undefined) {
    collector.add('set-cpu-host-passthrough', options, source);
    if (name === 'invtsc') collector.note(property, 'The host CPU has it where it need not be migratable');
    return true;
  }
  if (isHost && isOn && (findCpuFeature(name) !== undefined || /^(kvm-pv-|kvmclock)/.test(name))) {
    collector.note(property, 'The host CPU brings it, where the host has it');
    return true;
  }
  return false;
}

/** What `set-cpu-host-passthrough` calls a flag. */
function hostOptions(name: string, isOn: boolean): Record<string, unknown> | undefined {
  if (name === 'migratable') return { migratable: isOn ? 'on' : 'off' };
  if (name === 'topoext') return { topoext: isOn ? 'on' : 'off' };
  if (name === 'invtsc' && isOn) return { migratable: 'off' };
  if (name === 'host-cache-info' && isOn) return { cache: { mode: 'passthrough' } };
  if (name === 'l3-cache') return { cache: { mode: isOn ? 'emulate' : 'disable' } };
  return undefined;
}

/** Take the enlightenments out of the flags. */
function importHyperv(
  flags: Map<string, string>,
  isMethodA: boolean,
  source: ImportSource,
  collector: StepCollector,
): void {
  const given = [...flags].filter(([name]) => name.startsWith('hv-'));
  for (const [name] of given) flags.delete(name);
  const isOff = (text: string) => readQemuBoolean(text) === false;
  for (const [name, text] of given.filter(([, value]) => isOff(value))) {
    collector.note({ ...source, text: `${name}=${text}` }, 'Off is what QEMU does without it');
  }
  const on = new Map(given.filter(([, text]) => !isOff(text)));
  if (on.size === 0) return;
  if (isMethodA) {
    const reason = 'disable-hypervisor-cpuid (Method A) and Hyper-V (Method B) exclude each other';
    for (const [name, text] of on) collector.unmapped({ ...source, text: `${name}=${text}` }, reason);
    return;
  }
  const names = [...on.keys()].map((name) => name.slice('hv-'.length));
  const { set, missing, extra } = chooseHypervSet(names);
  for (const name of missing) {
    collector.unmapped(
      { ...source, text: `hv-${name}=${on.get(`hv-${name}`)}` },
      'enable-hyperv does not switch it on',
    );
  }
  if (missing.length === names.length) return;
  const vendorId = on.get('hv-vendor-id');
  collector.add(
    'enable-hyperv',
    { ...(set === 'full' ? { set } : {}), ...(vendorId === undefined ? {} : { vendor_id: vendorId }) },
    source,
  );
  const spinlocks = on.get('hv-spinlocks');
  if (spinlocks !== undefined && readQemuNumber(spinlocks) !== 8191) {
    collector.note({ ...source, text: `hv-spinlocks=${spinlocks}` }, 'enable-hyperv has 8191 retries instead');
  }
  if (extra.length > 0) {
    const list = extra.map((name) => `hv-${name}`).join(', ');
    collector.note(source, `enable-hyperv switches on more than this: ${list}`);
  }
}

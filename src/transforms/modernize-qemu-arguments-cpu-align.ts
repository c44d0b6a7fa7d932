import { ensureTimer, listTimers } from '../domain/clock.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { type Markup, markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { REASON } from './modernize-qemu-arguments-judge.js';

/** All that libvirt can say with `-cpu`; what is absent is to be absent from the domain as well. */
export interface CpuSwitches {
  readonly mode: 'host-passthrough' | 'maximum';
  readonly migratable: 'on' | 'off';
  /** `disable` and `require`, by libvirt's name of the feature. */
  readonly features: Map<string, 'require' | 'disable'>;
  /** Attributes of `<cache>`. */
  cache?: Readonly<Record<string, string>>;
  /** Attributes of `<maxphysaddr>`. */
  maxphysaddr?: Readonly<Record<string, string>>;
  /** Children of `<hyperv>` that are on, with their further attributes. */
  readonly hyperv: Map<string, Readonly<Record<string, string>>>;
  hypervPassthrough: boolean;
  stimerDirect: boolean;
  hypervclock: boolean;
  /** Children of `<kvm>` by their state. */
  readonly kvm: Map<string, 'on' | 'off'>;
  pmu?: 'on' | 'off';
  pvspinlock?: 'on' | 'off';
  eoi?: 'on' | 'off';
  kvmclock?: 'yes' | 'no';
}

const OVERRIDDEN = 'The argument -cpu kept it from the guest';

/** Bring about that libvirt's `-cpu` says these switches and no others. */
export function alignCpu(draft: DomainDraft, switches: CpuSwitches): void {
  const off = [
    ...alignElement(draft, switches),
    ...alignHyperv(draft, switches),
    ...alignKvm(draft, switches),
    ...alignTimers(draft, switches),
  ];
  alignFlags(draft, switches);
  if (off.length === 0) return;
  const names = [...new Set(off)].join(', ');
  draft.warn(`The domain no longer asks for what "-cpu" kept from the guest: ${names}`, draft.find('cpu'));
}

/** @returns what the domain asked for in vain */
function alignElement(draft: DomainDraft, switches: CpuSwitches): string[] {
  const { mode, migratable, features, cache, maxphysaddr } = switches;
  const cpu = draft.find('cpu') ?? draft.add(draft.root, markup('cpu', { mode, check: 'none' }), REASON);
  if (cpu.attribute('mode') !== mode) {
    draft.align(cpu, { mode, check: 'none' }, REASON);
    draft.removeAttribute(cpu, 'match', `${mode} ignores it`);
    draft.removeAll([...cpu.childrenNamed('model'), ...cpu.childrenNamed('vendor')], `${mode} ignores it`);
  }
  if (migratable === 'off') draft.setAttribute(cpu, 'migratable', 'off', REASON);
  // Left alone, both libvirt and QEMU make it migratable; libvirt refuses "on" where it cannot ask QEMU about it.
  else if (cpu.attribute('migratable') === 'off') draft.removeAttribute(cpu, 'migratable', OVERRIDDEN);
  const off = [...alignChild(draft, cpu, 'cache', cache), ...alignChild(draft, cpu, 'maxphysaddr', maxphysaddr)];
  const gone = cpu.childrenNamed('feature').filter((feature) => !features.has(feature.attribute('name') ?? ''));
  draft.removeAll(gone, OVERRIDDEN);
  for (const [name, policy] of features) {
    const existing = cpu.childrenNamed('feature').find((feature) => feature.attribute('name') === name);
    const same = policy === 'require' ? /^(require|force)$/ : /^(disable|forbid)$/;
    if (existing !== undefined && same.test(existing.attribute('policy') ?? 'require')) continue;
    draft.ensureKeyed(cpu, 'feature', 'name', { policy, name }, REASON);
  }
  return [...off, ...gone.map((feature) => feature.attribute('name') ?? '')];
}

function alignChild(
  draft: DomainDraft,
  cpu: XmlElement,
  name: string,
  attributes: Readonly<Record<string, string>> | undefined,
): string[] {
  const [existing, ...rest] = cpu.childrenNamed(name);
  draft.removeAll(attributes === undefined && existing !== undefined ? [existing, ...rest] : rest, OVERRIDDEN);
  if (attributes === undefined) return existing === undefined ? [] : [name];
  const element = existing ?? draft.add(cpu, markup(name, attributes), REASON);
  draft.align(element, attributes, REASON);
  for (const stale of ['level', 'bits', 'limit'].filter((each) => attributes[each] === undefined)) {
    draft.removeAttribute(element, stale, REASON);
  }
  return [];
}

function alignHyperv(draft: DomainDraft, { hyperv, hypervPassthrough, stimerDirect }: CpuSwitches): string[] {
  const blocks = draft.findAll('features/hyperv');
  const children = blocks.flatMap((block) => block.elements);
  if (hypervPassthrough) {
    draft.removeAll(children, OVERRIDDEN);
    draft.ensure('features/hyperv', { mode: 'passthrough' }, REASON);
    for (const block of blocks) draft.setAttribute(block, 'mode', 'passthrough', REASON);
    return children.filter(isOn).map((child) => child.name);
  }
  const passing = blocks.filter((block) => !/^(custom)?$/.test(block.attribute('mode') ?? ''));
  for (const block of passing) draft.setAttribute(block, 'mode', 'custom', OVERRIDDEN);
  const off = children.filter((child) => isOn(child) && !hyperv.has(child.name));
  for (const child of off) draft.setAttribute(child, 'state', 'off', OVERRIDDEN);
  const names = [...passing.map((block) => block.name), ...off.map((child) => child.name)];
  for (const [name, attributes] of hyperv) {
    const wanted = { state: 'on', ...attributes };
    const existing = children.filter((child) => child.name === name);
    if (existing.length === 0) addEnlightenment(draft, markup(name, wanted));
    for (const child of existing) draft.align(child, wanted, REASON);
  }
  return [...names, ...alignDirect(draft, hyperv.has('stimer'), stimerDirect)];
}

function isOn(child: XmlElement): boolean {
  return child.attribute('state') === 'on';
}

function addEnlightenment(draft: DomainDraft, content: Markup): void {
  const block = draft.findAll('features/hyperv').at(-1) ?? draft.ensure('features/hyperv', { mode: 'custom' }, REASON);
  draft.add(block, content, REASON);
}

function alignDirect(draft: DomainDraft, hasStimer: boolean, isWanted: boolean): string[] {
  if (!hasStimer) return [];
  const stimers = draft.findAll('features/hyperv').flatMap((block) => block.childrenNamed('stimer'));
  const off: string[] = [];
  for (const stimer of stimers) {
    const direct = stimer.child('direct');
    if (isWanted) {
      const element = direct ?? draft.add(stimer, markup('direct', { state: 'on' }), REASON);
      draft.setAttribute(element, 'state', 'on', REASON);
    } else if (direct?.attribute('state') === 'on') {
      draft.setAttribute(direct, 'state', 'off', OVERRIDDEN);
      off.push('direct');
    }
  }
  return off;
}

/** `<pv-ipi>` alone says something to QEMU where it is off; all others where they are on. */
function alignKvm(draft: DomainDraft, { kvm }: CpuSwitches): string[] {
  const off: string[] = [];
  for (const child of draft.find('features/kvm')?.elements ?? []) {
    if (child.name === 'dirty-ring' || kvm.has(child.name)) continue;
    const silent = child.name === 'pv-ipi' ? 'on' : 'off';
    if ((child.attribute('state') ?? silent) === silent) continue;
    draft.setAttribute(child, 'state', silent, OVERRIDDEN);
    off.push(child.name);
  }
  for (const [name, state] of kvm) draft.ensure(`features/kvm/${name}`, { state }, REASON);
  return off;
}

function alignTimers(draft: DomainDraft, { hypervclock, kvmclock }: CpuSwitches): string[] {
  const off: string[] = [];
  if (hypervclock) ensureTimer(draft, { name: 'hypervclock', present: 'yes' }, 'utc', REASON);
  for (const timer of hypervclock ? [] : listTimers(draft, 'hypervclock')) {
    if (timer.attribute('present') === 'yes') off.push('hypervclock');
    if (timer.attribute('present') === 'yes') draft.setAttribute(timer, 'present', 'no', OVERRIDDEN);
  }
  const clocks = listTimers(draft, 'kvmclock').filter((timer) => timer.attribute('present') !== undefined);
  if (kvmclock !== undefined) ensureTimer(draft, { name: 'kvmclock', present: kvmclock }, 'utc', REASON);
  else draft.removeAll(clocks, OVERRIDDEN);
  for (const timer of listTimers(draft, 'tsc')) draft.removeAttribute(timer, 'frequency', OVERRIDDEN);
  return off;
}

function alignFlags(draft: DomainDraft, { pmu, pvspinlock, eoi }: CpuSwitches): void {
  for (const [name, state] of [['pmu', pmu] as const, ['pvspinlock', pvspinlock] as const]) {
    const existing = draft.findAll('features').flatMap((features) => features.childrenNamed(name));
    if (state === undefined) {
      draft.removeAll(existing, OVERRIDDEN);
      continue;
    }
    if (existing.length === 0) draft.ensure(`features/${name}`, { state }, REASON);
    for (const element of existing) draft.setAttribute(element, 'state', state, REASON);
  }
  const apics = draft.findAll('features').flatMap((features) => features.childrenNamed('apic'));
  if (eoi === undefined) for (const apic of apics) draft.removeAttribute(apic, 'eoi', OVERRIDDEN);
  else if (apics.length === 0) draft.ensure('features/apic', { eoi }, REASON);
  else for (const apic of apics) draft.setAttribute(apic, 'eoi', eoi, REASON);
}

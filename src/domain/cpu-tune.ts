import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { formatCpuset, isCpuset } from './cpuset.js';
import type { DomainDraft } from './domain-draft.js';
import type { DomainReader } from './domain-reader.js';
import { findPredecessorAmong } from './element-order.js';
import { readDecimal } from './number.js';

/** The attribute by which each kind of pin is known; there is one `<emulatorpin>` only. */
const PIN_KEYS = { vcpupin: 'vcpu', iothreadpin: 'iothread', emulatorpin: undefined } as const;

/** The most vCPUs that the domain can have, undefined where libvirt could not read the number; without `<vcpu>` one. */
export function vcpuCount(draft: DomainReader): number | undefined {
  const vcpu = draft.find('vcpu');
  return vcpu === undefined ? 1 : readDecimal(vcpu.text);
}

/** More than any QEMU takes; a number above it is a mistake, which is not worth counting up. */
const MOST_IOTHREADS = 16384;

/**
 * The ids of the IOThreads: those in `<iothreadids>`, and the lowest free ones up to the number in `<iothreads>`, of
 * which the first 16384 are listed.
 *
 * @see virDomainIOThreadIDDefArrayInit in libvirt 9.0.0
 */
export function listIothreadIds(draft: DomainReader): number[] {
  const listed = draft.findAll('iothreadids').flatMap((block) => block.childrenNamed('iothread'));
  const ids = new Set(listed.flatMap((iothread) => readDecimal(iothread.attribute('id')) ?? []));
  const count = Math.min(readDecimal(draft.find('iothreads')?.text) ?? 0, MOST_IOTHREADS);
  for (let id = 1; ids.size < count; id += 1) ids.add(id);
  return [...ids].sort((a, b) => a - b);
}

/** Every pin of a kind that libvirt reads. */
export function listPins(domain: DomainReader, name: keyof typeof PIN_KEYS): XmlElement[] {
  return domain.findAll('cputune').flatMap((block) => block.childrenNamed(name));
}

/**
 * Bring about that a vCPU, an IOThread or the emulator runs on these host CPUs only. A pin that means the same set stays
 * as it is written; a new one stands in the order of the ids.
 *
 * @throws PtxError CONFLICT where there are two pins for it, which libvirt refuses
 */
export function ensurePin(
  draft: DomainDraft,
  name: keyof typeof PIN_KEYS,
  id: number,
  cpus: readonly number[],
  reason: string,
): void {
  const key = PIN_KEYS[name];
  const idOf = (pin: XmlElement) => (key === undefined ? id : (readDecimal(pin.attribute(key)) ?? Number.NaN));
  const pins = listPins(draft, name);
  const [pin, second] = pins.filter((each) => idOf(each) === id);
  if (second !== undefined) {
    const whose = key === undefined ? '' : ` of ${key} "${id}"`;
    throw draft.refusal('CONFLICT', `libvirt takes one <${name}>${whose} only`, second, 'Remove all but one');
  }
  const cpuset = formatCpuset(cpus);
  if (pin !== undefined) {
    if (!isCpuset(pin.attribute('cpuset'), cpus)) draft.setAttribute(pin, 'cpuset', cpuset, reason);
    return;
  }
  const parent = pins.at(-1)?.parent ?? draft.ensure('cputune', {}, reason);
  const content = markup(name, key === undefined ? { cpuset } : { [key]: String(id), cpuset });
  const predecessor = findPredecessorAmong(parent, name, '', (each) => idOf(each) < id);
  draft.insert(parent, content, predecessor, reason);
}

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
export const MOST_IOTHREADS = 16384;

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
 * Bring about that vCPUs, IOThreads or the emulator run on these host CPUs only, by their id (0 for the emulator). A pin
 * that means the same set stays as it is written; new ones stand in the order of the ids.
 *
 * @throws PtxError CONFLICT where there are two pins for one of them, which libvirt refuses
 */
export function ensurePins(
  draft: DomainDraft,
  name: keyof typeof PIN_KEYS,
  wanted: ReadonlyMap<number, readonly number[]>,
  reason: string,
): void {
  const key = PIN_KEYS[name];
  const found = listPins(draft, name).map((pin): Pin => ({ pin, id: key === undefined ? 0 : idOf(pin, key) }));
  const seats = new PinSeats(found);
  const known = new Map<number, XmlElement>();
  for (const { pin, id } of found) {
    if (known.has(id) && wanted.has(id)) {
      const whose = key === undefined ? '' : ` of ${key} "${id}"`;
      throw draft.refusal('CONFLICT', `libvirt takes one <${name}>${whose} only`, pin, 'Remove all but one');
    }
    known.set(id, pin);
  }
  for (const [id, cpus] of [...wanted].sort(([a], [b]) => a - b)) {
    const pin = known.get(id);
    const cpuset = formatCpuset(cpus);
    if (pin === undefined) {
      const parent = found.at(-1)?.pin.parent ?? draft.ensure('cputune', {}, reason);
      const content = markup(name, key === undefined ? { cpuset } : { [key]: String(id), cpuset });
      seats.taken(draft.insert(parent, content, seats.find(parent, name, id), reason));
    } else if (!isCpuset(pin.attribute('cpuset'), cpus)) draft.setAttribute(pin, 'cpuset', cpuset, reason);
  }
}

/** A pin, and whose it is; NaN where libvirt could not read that. */
interface Pin {
  readonly pin: XmlElement;
  readonly id: number;
}

function idOf(pin: XmlElement, key: string): number {
  return readDecimal(pin.attribute(key)) ?? Number.NaN;
}

/** Where new pins go: asked for ids that rise, so that each pin that was there is looked at once. */
class PinSeats {
  /** Those that were there, from the highest id to the lowest, with their place in the document. */
  readonly #ahead: { readonly pin: XmlElement; readonly id: number; readonly place: number }[];
  /** The last in the document of those with a lower id, and its place; a new one has that of what it stands behind. */
  #behind: XmlElement | undefined;
  #place = -1;

  constructor(found: readonly Pin[]) {
    const parent = found.at(-1)?.pin.parent;
    this.#ahead = found
      .map((each, place) => ({ ...each, place }))
      .filter(({ pin, id }) => pin.parent === parent && !Number.isNaN(id))
      .sort((a, b) => b.id - a.id);
  }

  /** What a new pin stands behind, undefined at the head of the parent. */
  find(parent: XmlElement, name: string, id: number): XmlElement | undefined {
    for (let next = this.#ahead.at(-1); next !== undefined && next.id < id; next = this.#ahead.at(-1)) {
      this.#ahead.pop();
      if (next.place > this.#place) [this.#behind, this.#place] = [next.pin, next.place];
    }
    return this.#behind ?? findPredecessorAmong(parent, name, '', () => false);
  }

  /** A pin was put there. */
  taken(pin: XmlElement): void {
    this.#behind = pin;
  }
}

import { listIothreadIds, vcpuCount } from '../domain/cpu-tune.js';
import { formatCpuRanges, formatCpuset, parseCpuRanges } from '../domain/cpuset.js';
import type { DomainReader } from '../domain/domain-reader.js';
import { readDecimal } from '../domain/number.js';
import type { XmlElement } from '../xml/node.js';
import type { EmulatorPinFacts, PinningFacts } from './inspection.js';
import { locationOf, numberOf } from './read.js';

/** More than any QEMU takes; a number above it is a mistake, which is not worth counting up. */
const MOST_THREADS = 16384;

/** What runs on which CPUs of the host. */
export function inspectPinning(domain: DomainReader): PinningFacts {
  const list = (name: string) => domain.findAll('cputune').flatMap((block) => block.childrenNamed(name));
  const count = vcpuCount(domain) ?? 0;
  const vcpus = list('vcpupin').map((pin) => {
    const vcpu = numberOf(pin, 'vcpu');
    return { vcpu, isDropped: vcpu !== null && vcpu >= count, ...readPin(domain, pin) };
  });
  const iothreads = list('iothreadpin').map((pin) => ({
    iothread: numberOf(pin, 'iothread'),
    ...readPin(domain, pin),
  }));
  const [emulator] = list('emulatorpin');
  return {
    vcpus,
    unpinnedVcpus: without(
      Array.from({ length: Math.min(count, MOST_THREADS) }, (_, vcpu) => vcpu),
      vcpus.map(({ vcpu }) => vcpu),
    ),
    emulator: emulator === undefined ? null : readPin(domain, emulator),
    iothreads,
    unpinnedIothreads: without(
      (readDecimal(domain.find('iothreads')?.text) ?? 0) > MOST_THREADS ? [] : listIothreadIds(domain),
      iothreads.map(({ iothread }) => iothread),
    ),
  };
}

function readPin(domain: DomainReader, pin: XmlElement): EmulatorPinFacts {
  const written = pin.attribute('cpuset') ?? '';
  const cpus = parseCpuRanges(written);
  return { cpuset: cpus === undefined ? written : formatCpuRanges(cpus), location: locationOf(domain, pin) };
}

function without(all: readonly number[], pinned: readonly (number | null)[]): string | null {
  const taken = new Set(pinned);
  return formatCpuset(all.filter((number) => !taken.has(number))) || null;
}

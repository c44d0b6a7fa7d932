import { PtxError } from '../errors.js';

/** The versions of libvirt and QEMU that a domain has to work with. */
export interface Target {
  /** Version of libvirt, such as `9.0` or `10.3.0`. */
  readonly libvirt: string;
  /** Version of QEMU, such as `7.2`. */
  readonly qemu: string;
}

/** The oldest versions that ptx supports: those of Debian 12. */
export const OLDEST_TARGET: Target = Object.freeze({ libvirt: '9.0', qemu: '7.2' });

/** True where a version of dotted numbers is at least another; missing numbers count as 0. */
export function isAtLeast(version: string, minimum: string): boolean {
  if (version === minimum) return true;
  const [have, need] = [numbersOf(version), numbersOf(minimum)];
  for (let index = 0; index < Math.max(have.length, need.length); index += 1) {
    const difference = (have[index] ?? 0) - (need[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** The numbers of the versions that were compared before: there are few, and they are compared often. */
const known = new Map<string, readonly number[]>();
const MOST_KNOWN = 1000;

function numbersOf(version: string): readonly number[] {
  const before = known.get(version);
  if (before !== undefined) return before;
  const numbers = version.split('.').map(Number);
  if (known.size < MOST_KNOWN) known.set(version, numbers);
  return numbers;
}

/**
 * Fill up and check a target.
 *
 * @throws PtxError OPTION_INVALID for a version that is none, or that is older than what ptx supports
 */
export function requireTarget(target: Partial<Target> = {}): Target {
  const unknown = Object.keys(target).find((program) => !Object.hasOwn(OLDEST_TARGET, program));
  if (unknown !== undefined) {
    throw new PtxError('OPTION_INVALID', `Unknown target "${unknown}"`, { hint: 'Targets are libvirt and qemu' });
  }
  return { libvirt: requireVersion('libvirt', target), qemu: requireVersion('qemu', target) };
}

function requireVersion(program: keyof Target, target: Partial<Target>): string {
  const oldest = OLDEST_TARGET[program];
  const version = target[program] ?? oldest;
  if (typeof version !== 'string' || !/^[0-9]+(\.[0-9]+){0,2}$/.test(version)) {
    throw new PtxError('OPTION_INVALID', `Expected a version such as ${oldest} of ${program}, found "${version}"`);
  }
  if (isAtLeast(version, oldest)) return version;
  const message = `The oldest ${program} that ptx supports is ${oldest}, found target "${version}"`;
  throw new PtxError('OPTION_INVALID', message);
}

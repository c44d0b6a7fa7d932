import { z } from 'zod/mini';
import { parseCpuset } from '../domain/cpuset.js';
import { checkMappedDevice, findMappedDevice, listHostFunctions } from '../domain/host-device.js';
import { type PciAddress, type PciTarget, parsePciAddress } from '../domain/pci-address.js';
import type { Surroundings } from '../domain/surroundings.js';
import { PtxError } from '../errors.js';
import type { OptionMeta } from './transform.js';

/** Reason of a change that an option names. */
export const ASKED = 'Asked for by option';

/** Say in a transformation that there is nothing that the value could become. */
export function complain(context: z.core.ParsePayload, message: string): never {
  context.issues.push({ code: 'custom', message, input: context.value });
  return z.NEVER;
}

/** `on` or `off`, as libvirt writes states; true and false mean the same. */
export const onOff = () =>
  z.pipe(
    z.union([z.enum(['on', 'off']), z.boolean()], 'Expected "on" or "off"'),
    z.transform((value) => (value === true ? 'on' : value === false ? 'off' : value)),
  );

/** `yes` or `no`, as libvirt writes switches; true and false mean the same. */
export const yesNo = () =>
  z.pipe(
    z.union([z.enum(['yes', 'no']), z.boolean()], 'Expected "yes" or "no"'),
    z.transform((value) => (value === true ? 'yes' : value === false ? 'no' : value)),
  );

/** A whole number from `minimum` to `maximum`, or its decimal digits. */
export const wholeNumber = (minimum = 0, maximum = Number.MAX_SAFE_INTEGER) =>
  z
    .union(
      [
        z.int().check(z.minimum(minimum)),
        z.pipe(z.pipe(z.string().check(z.regex(/^[0-9]+$/)), z.transform(Number)), z.int().check(z.minimum(minimum))),
      ],
      `Expected a whole number of at least ${minimum}`,
    )
    .check(
      z.refine((number) => number <= maximum, `Expected at most ${maximum}`),
      z.meta({ words: 'number' } satisfies OptionMeta),
    );

/** An absolute path on the host. */
export const absolutePath = () =>
  z.string().check(z.regex(/^\//, 'Expected an absolute path'), z.regex(/^\P{Cc}*$/u, 'Control character in path'));

const CPUSET = 'Expected a set of numbers such as 0-3,^2,8';

/** A set of host CPUs or guest nodes as libvirt writes it; its numbers from low to high. */
export const cpuset = () =>
  z
    .pipe(
      z.union([z.int().check(z.minimum(0)), z.string()], CPUSET),
      z.transform((value, context) => {
        const numbers = parseCpuset(String(value));
        return numbers ?? complain(context, `${CPUSET}, found "${value}"`);
      }),
    )
    .check(z.meta({ words: 'cpuset' } satisfies OptionMeta));

/** Sets of host CPUs by the number of what is pinned to them; or one set, where it is left open who gets what. */
export type Pins = ReadonlyMap<number, number[]> | number[];

/**
 * Pairs such as `0:2,1:3` or `0-1:4-5`, the same as an object, or a plain set. An item without a colon belongs to the
 * set before it: in `0:2,10,1:3,11` the first is pinned to 2 and 10. `what` is the attribute that counts what is pinned.
 */
export const pinList = (what: string) =>
  z
    .pipe(
      z.union(
        [
          z.int().check(z.minimum(0)),
          z.string(),
          z.record(z.string(), z.union([z.int().check(z.minimum(0)), z.string()])),
        ],
        `Expected ${what}:cpuset pairs such as 0:2,1:3, or a set such as 2-5`,
      ),
      z.transform((value, context): Pins => {
        const text = String(value);
        const isSet = typeof value !== 'object' && !text.includes(':');
        const pins = isSet
          ? parseCpuset(text)
          : readPins(typeof value === 'object' ? Object.entries(value) : pairs(text));
        if (Array.isArray(pins) || pins instanceof Map) return pins;
        return complain(context, pins ?? `${CPUSET}, found "${text}"`);
      }),
    )
    .check(z.meta({ words: `${what}:cpuset, cpuset` } satisfies OptionMeta));

function pairs(text: string): [ids: string, cpus: string][] {
  return text
    .split(/,(?=[^,:]*:)/)
    .map((pair) => [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)]);
}

/** The pins, or what is wrong with them. */
function readPins(list: readonly (readonly [ids: string, cpus: number | string])[]): Map<number, number[]> | string {
  const pins = new Map<number, number[]>();
  for (const [ids, text] of list) {
    const cpus = parseCpuset(String(text));
    const numbers = parseCpuset(ids);
    if (cpus === undefined || numbers === undefined) return `Expected pairs such as 0:2,1:3, found "${ids}:${text}"`;
    for (const id of numbers) {
      if (pins.has(id)) return `"${id}" is pinned twice`;
      pins.set(id, cpus);
    }
  }
  return pins.size === 0 ? 'Expected a pin' : pins;
}

/** A host PCI address in any of its notations; `wholeCard` tells what one without a function means, for the help. */
export const pciAddressText = (wholeCard: string) =>
  z.string().check(
    z.refine((text) => parsePciAddress(text) !== undefined, 'Expected a PCI address such as 01:00.0 or 01:00'),
    z.describe(`01:00.0, 0000:01:00.0, pci_0000_01_00_0, or 01:00 ${wholeCard}`),
  );

/** The options that name functions of one card. */
export const pciFunctionOptions = () => ({
  address: z
    .optional(pciAddressText('together with functions'))
    .check(z.meta({ instead: 'device' } satisfies OptionMeta)),
  device: z
    .optional(z.string().check(z.minLength(1)))
    .check(z.describe('Instead of an address: a name that the device map translates for each host')),
  functions: z
    .optional(
      z.union([
        z.int().check(z.minimum(0), z.maximum(7)),
        z.array(z.int().check(z.minimum(0), z.maximum(7))).check(z.minLength(1)),
        z.string().check(z.regex(/^[0-7](-[0-7])?(,[0-7](-[0-7])?)*$/, 'Expected functions such as 0-3')),
      ]),
    )
    .check(z.describe('Functions of the card, such as 0-3; default: all that the host snapshot has')),
});

/** What the options of `pciFunctionOptions` say. */
export interface PciFunctionOptions {
  readonly address?: string | undefined;
  readonly device?: string | undefined;
  readonly functions?: number | number[] | string | undefined;
}

/** Complain into `context` where `pciFunctionOptions` do not go together, whatever host they are for. */
export function checkPciFunctions(options: PciFunctionOptions, context: z.core.$RefinementCtx): void {
  const { address, device, functions } = options;
  if (address === undefined && device === undefined) {
    context.addIssue({ code: 'custom', message: 'Required, or "device"', path: ['address'], input: options });
  }
  if (address !== undefined && device !== undefined) context.addIssue('Expected "address" or "device", not both');
  if (functions === undefined) return;
  if (readFunctions(functions).length === 0) {
    context.addIssue(`Expected functions from low to high, found "${functions}"`);
  }
  if (address !== undefined && parsePciAddress(address)?.function !== undefined) {
    context.addIssue(`Expected an address without a function beside "functions", found "${address}"`);
  }
}

/**
 * The functions that `pciFunctionOptions` name on the host of the run, lowest first.
 *
 * @throws PtxError OPTION_INVALID where nothing says which functions of a card; TARGET_NOT_FOUND, CONFLICT
 */
export function requirePciFunctions(
  surroundings: Surroundings,
  { address, device, functions }: PciFunctionOptions,
): PciAddress[] {
  const mapped = device === undefined ? { address: address as string } : findMappedDevice(surroundings, device);
  const addresses = expandFunctions(surroundings, mapped.address, functions);
  const { host } = surroundings;
  if (device !== undefined && host !== undefined) {
    checkMappedDevice(device, mapped, addresses[0] as PciAddress, host);
  }
  return addresses;
}

function expandFunctions(
  { host }: Surroundings,
  address: string,
  functions: PciFunctionOptions['functions'],
): PciAddress[] {
  const parsed = parsePciAddress(address) as PciTarget;
  if (parsed.function !== undefined) return [{ ...parsed, function: parsed.function }];
  if (functions !== undefined) return readFunctions(functions).map((number) => ({ ...parsed, function: number }));
  const found = host === undefined ? [] : listHostFunctions(host, parsed);
  if (found.length > 0) return found.map((number) => ({ ...parsed, function: number }));
  if (host !== undefined) {
    throw new PtxError('TARGET_NOT_FOUND', `The host has no card at "${address}"`, { option: 'address' });
  }
  const message = `Expected the functions of card "${address}": write ${address}.0, or add functions=0-1`;
  throw new PtxError('OPTION_INVALID', message, { hint: 'A host snapshot says which there are: --host FILE' });
}

function readFunctions(functions: number | number[] | string): number[] {
  const numbers = typeof functions === 'string' ? functions.split(',').flatMap(expandRange) : [functions].flat();
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function expandRange(range: string): number[] {
  const [first = 0, last = first] = range.split('-').map(Number);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

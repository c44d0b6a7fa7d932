import { z } from 'zod/mini';
import type { HostFacts } from '../domain/host-facts.js';
import type { DeviceMap, Surroundings } from '../domain/surroundings.js';
import { requireTarget, type Target } from '../domain/target.js';
import { checkOption } from '../fault.js';
import { hostFactsSchema, pciAddressSchema } from '../host-facts-schema.js';

/** What holds for all steps of a run. */
export interface TransformOptions {
  /**
   * The versions that the result has to work with; a step refuses, or writes the older form of, what they do not take.
   * Default: the oldest supported ones, libvirt 9.0 and QEMU 7.2.
   */
  readonly target?: Partial<Target> | undefined;
  /** What is known of the host: which functions a card has, and whether a mapped device is the right one. */
  readonly host?: HostFacts | undefined;
  /** Where each device sits on each host, for `device` instead of `address`. */
  readonly devices?: DeviceMap | undefined;
  /** The host that the domain is for, as `devices` calls it. */
  readonly node?: string | undefined;
}

const NUMBER = 'Expected a number without quotes';
const IDS = 'Expected two ids such as 10de:2204';
const ids = () => z.string(IDS).check(z.regex(/^[0-9a-f]{4}:[0-9a-f]{4}$/i, IDS));

const mappedDevice = () =>
  z.strictObject(
    {
      address: pciAddressSchema(),
      id: z.optional(ids()),
      subsystem: z.optional(ids()),
      iommuGroup: z.optional(z.int(NUMBER).check(z.minimum(0, NUMBER))),
    },
    'Expected a PCI address, or address, id, subsystem and iommuGroup',
  );

/** @internal A device map, as a file holds it. */
export const deviceMapSchema = (): z.ZodMiniType<DeviceMap> =>
  z.record(
    z.string(),
    z.record(
      z.string(),
      z.pipe(
        z.transform((value: unknown) => (typeof value === 'string' ? { address: value } : value)),
        mappedDevice(),
      ),
      'Expected the names of hosts, each with an address',
    ),
    'Expected the names of devices, each with hosts and addresses',
  );

/**
 * @internal Fill up and check what a caller says of the surroundings.
 *
 * @throws PtxError OPTION_INVALID
 */
export function requireSurroundings({ target, host, devices, node }: TransformOptions): Surroundings {
  return {
    target: requireTarget(target),
    host: host === undefined ? undefined : checkOption('host', hostFactsSchema(), host, ' of the run'),
    devices: devices === undefined ? undefined : checkOption('devices', deviceMapSchema(), devices, ' of the run'),
    node,
  };
}

import { z } from 'zod';
import { parsePciAddress } from '../domain/pci-address.js';
import type { DeviceMap, HostFacts, Surroundings } from '../domain/surroundings.js';
import { requireTarget, type Target } from '../domain/target.js';
import { PtxError } from '../errors.js';

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

const address = z.string().refine((text) => parsePciAddress(text) !== undefined, 'Expected a PCI address');
const ids = z.string().regex(/^[0-9a-f]{4}:[0-9a-f]{4}$/i, 'Expected two ids such as 10de:2204');

/** @internal A device map, as a file holds it. */
export const deviceMapSchema: z.ZodType<DeviceMap> = z.record(
  z.string(),
  z.record(
    z.string(),
    z.union(
      [
        address,
        z.strictObject({
          address,
          id: ids.optional(),
          subsystem: ids.optional(),
          iommuGroup: z.int().min(0).optional(),
        }),
      ],
      'Expected a PCI address, or address, id, subsystem and iommuGroup',
    ),
  ),
);

/** @internal Of a host snapshot what steps read; the rest passes. */
export const hostFactsSchema: z.ZodType<HostFacts> = z.object({
  pciDevices: z.array(
    z.object({
      address,
      vendor: z.string().nullish(),
      device: z.string().nullish(),
      subsystem: z.string().nullish(),
      class: z.string().nullish(),
      iommuGroup: z.int().nullish(),
    }),
  ),
});

/**
 * @internal Fill up and check what a caller says of the surroundings.
 *
 * @throws PtxError OPTION_INVALID
 */
export function requireSurroundings({ target, host, devices, node }: TransformOptions): Surroundings {
  return {
    target: requireTarget(target),
    host: host === undefined ? undefined : check('host', hostFactsSchema, host),
    devices: devices === undefined ? undefined : check('devices', deviceMapSchema, devices),
    node,
  };
}

function check<Value>(option: string, schema: z.ZodType<Value>, value: unknown): Value {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = describeFault(result.error);
  const place = [option, ...path].join('.');
  throw new PtxError('OPTION_INVALID', `Option "${place}" of the run: ${message}`, { option: place });
}

/** @internal The first thing that is wrong, as deep as it can be told. */
export function describeFault(error: z.ZodError): { readonly path: readonly string[]; readonly message: string } {
  const [issue] = error.issues as [z.core.$ZodIssue, ...z.core.$ZodIssue[]];
  return { path: issue.path.map(String), message: issue.message };
}

import { z } from 'zod/mini';
import { parseCpuset } from '../domain/cpuset.js';
import { PtxError } from '../errors.js';
import { checkValue } from '../fault.js';

const address = z.string().check(z.minLength(1, 'Expected a PCI address, such as 01:00.0'));

/** The one declaration of what can be asked of a host: type, check, JSON Schema and flags derive from it. */
export const hostRequestSchema = z.strictObject({
  devices: z
    ._default(z.array(address), [])
    .check(z.describe('PCI functions to pass through: 01:00.0, or 01:00 for a whole card')),
  companions: z._default(z.boolean(), true).check(z.describe('Take the other functions of the card along')),
  accepted: z
    ._default(z.array(z.string()), [])
    .check(z.describe('Blockers to go ahead with all the same: codes or addresses')),
  bind: z
    ._default(z.enum(['auto', 'ids', 'driver-override']), 'auto')
    .check(z.describe('How vfio-pci gets the devices: by their ids, or each by its address')),
  iommuPt: z._default(z.boolean(), false).check(z.describe('Leave devices of the host untranslated (iommu=pt)')),
  acsOverride: z
    ._default(z.boolean(), false)
    .check(z.describe('Split IOMMU groups that the hardware does not isolate')),
  unsafeInterrupts: z._default(z.boolean(), false).check(z.describe('Go without interrupt remapping')),
  disableVga: z._default(z.boolean(), false).check(z.describe('Keep legacy VGA away from guests')),
  blacklist: z._default(z.boolean(), false).check(z.describe('Keep drivers from loading that only these devices need')),
  sriov: z
    ._default(z.array(z.strictObject({ address, numVfs: z.int().check(z.minimum(0), z.maximum(65_535)) })), [])
    .check(z.describe('Virtual functions to make')),
  hugepages: z
    .optional(z.strictObject({ sizeKiB: z.int().check(z.minimum(1)), count: z.int().check(z.minimum(1)) }))
    .check(z.describe('Huge pages to set aside when the host starts')),
  isolatedCpus: z
    .optional(
      z.string().check(z.refine((text) => parseCpuset(text) !== undefined, 'Expected a set of CPUs such as 2-7,10-15')),
    )
    .check(z.describe('CPUs that the scheduler of the host leaves alone: 2-7,10-15')),
  rom: z
    .optional(z.string().check(z.regex(/^\/[A-Za-z0-9._+/-]+$/, 'Expected an absolute path of plain characters')))
    .check(z.describe('Path of a ROM file that QEMU has to be able to read')),
});

/** What is asked of a host, with every default in place. */
export type HostRequest = z.infer<typeof hostRequestSchema>;

/** What is asked of a host, as it is written. */
export type HostRequestInput = z.input<typeof hostRequestSchema>;

/**
 * Check what is asked of a host.
 *
 * @throws PtxError OPTION_INVALID
 */
export function parseHostRequest(input: unknown): HostRequest {
  return checkRequest(input, hostRequestSchema);
}

/**
 * Check a request against its schema.
 *
 * @throws PtxError OPTION_INVALID
 */
export function checkRequest<Request>(input: unknown, schema: z.ZodMiniType<Request>): Request {
  const { data, fault } = checkValue(input, schema);
  if (fault === undefined) return data;
  const option = fault.path.join('.') || undefined;
  const place = option === undefined || fault.isKey ? '' : `Option "${option}": `;
  throw new PtxError('OPTION_INVALID', `${place}${fault.message}`, { option, hint: fault.hint });
}

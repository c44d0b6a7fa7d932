import { z } from 'zod';
import { parseCpuset } from '../domain/cpuset.js';
import { PtxError } from '../errors.js';
import { checkValue } from '../fault.js';

const address = z.string().min(1, 'Expected a PCI address, such as 01:00.0');

/** The one declaration of what can be asked of a host: type, check, JSON Schema and flags derive from it. */
export const hostRequestSchema = z.strictObject({
  devices: z.array(address).default([]).describe('PCI functions to pass through: 01:00.0, or 01:00 for a whole card'),
  companions: z.boolean().default(true).describe('Take the other functions of the card along'),
  accepted: z.array(z.string()).default([]).describe('Blockers to go ahead with all the same: codes or addresses'),
  bind: z
    .enum(['auto', 'ids', 'driver-override'])
    .default('auto')
    .describe('How vfio-pci gets the devices: by their ids, or each by its address'),
  iommuPt: z.boolean().default(false).describe('Leave devices of the host untranslated (iommu=pt)'),
  acsOverride: z.boolean().default(false).describe('Split IOMMU groups that the hardware does not isolate'),
  unsafeInterrupts: z.boolean().default(false).describe('Go without interrupt remapping'),
  disableVga: z.boolean().default(false).describe('Keep legacy VGA away from guests'),
  blacklist: z.boolean().default(false).describe('Keep drivers from loading that only these devices need'),
  sriov: z
    .array(z.strictObject({ address, numVfs: z.int().min(0).max(65_535) }))
    .default([])
    .describe('Virtual functions to make'),
  hugepages: z
    .strictObject({ sizeKiB: z.int().min(1), count: z.int().min(1) })
    .optional()
    .describe('Huge pages to set aside when the host starts'),
  isolatedCpus: z
    .string()
    .refine((text) => parseCpuset(text) !== undefined, 'Expected a set of CPUs such as 2-7,10-15')
    .optional()
    .describe('CPUs that the scheduler of the host leaves alone: 2-7,10-15'),
  rom: z
    .string()
    // It becomes a line of a profile of AppArmor, where other characters have a meaning of their own.
    .regex(/^\/[A-Za-z0-9._+/-]+$/, 'Expected an absolute path of plain characters')
    .optional()
    .describe('Path of a ROM file that QEMU has to be able to read'),
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
export function checkRequest<Request>(input: unknown, schema: z.ZodType<Request>): Request {
  const { data, fault } = checkValue(input, schema);
  if (fault === undefined) return data;
  const option = fault.path.join('.') || undefined;
  const place = option === undefined || fault.isKey ? '' : `Option "${option}": `;
  throw new PtxError('OPTION_INVALID', `${place}${fault.message}`, { option, hint: fault.hint });
}

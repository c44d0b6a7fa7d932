import { z } from 'zod/mini';
import { hostActionSchema } from './action.js';
import type { BlockerCode } from './blocker-codes.js';
import { addressSchema } from './pci-model.js';
import { hostRequestSchema } from './request.js';

/** The version of the shape; it grows when a field is taken away or changes its meaning, not when one is added. */
export const PLAN_SCHEMA_VERSION = 1;

const wanted = z.object({ text: z.string(), reason: z.string() });

/**
 * What the host shall have, whatever it is that brings it about: of the files of this host `actions` make the rest.
 * Renderers for hosts that are described as a whole (NixOS, machine configs) work from this.
 */
export const configurationSchema = z.object({
  kernelArguments: z.array(wanted).check(z.describe('intel_iommu=on')),
  modprobe: z.array(wanted).check(z.describe('Lines of modprobe.d: softdep nouveau pre: vfio-pci')),
  initramfsModules: z.array(wanted).check(z.describe('Modules to load before udev starts, in order')),
  modules: z.array(wanted).check(z.describe('Modules to load when the host starts')),
  udevRules: z.array(wanted).check(z.describe('Rules that udev reads, in the initramfs too')),
  fileLines: z
    .array(
      z.extend(wanted, {
        path: z.string(),
        key: z.string().check(z.describe('Lines of the file that start with it give way to this one')),
      }),
    )
    .check(z.describe('Lines of other files')),
});

/** The one declaration of a plan: type, check and JSON Schema derive from it. */
export const hostPlanSchema = z.object({
  schemaVersion: z.literal(PLAN_SCHEMA_VERSION),
  hostFingerprint: z
    .string()
    .check(
      z.regex(/^sha256:[0-9a-f]{64}$/),
      z.describe('Of what the plan was made from; another one makes the plan stale'),
    ),
  hostFacts: z
    .record(z.string(), z.string().check(z.regex(/^[0-9a-f]{16}$/)))
    .check(z.describe('A digest of each fact that counts, so that a stale plan can name what has changed')),
  request: hostRequestSchema,
  passthroughSet: z.array(addressSchema).check(z.describe('Every function that goes to the guest, sorted')),
  companions: z.array(addressSchema).check(z.describe('Of those: functions of the same card in other IOMMU groups')),
  ids: z.array(z.string()).check(z.describe('10de:1c03, each once')),
  verdict: z.enum(['isolated', 'isolated-with-bridge', 'isolated-by-override', 'shared', 'blocked']),
  blockers: z
    .array(
      z.object({
        code: z.string(),
        address: z.nullable(addressSchema),
        message: z.string(),
        isFinal: z.boolean().check(z.describe('True where nobody can go ahead with it')),
      }),
    )
    .check(z.describe('Why there are no actions; empty where there is no such reason')),
  findings: z.array(z.object({ code: z.string(), message: z.string() })),
  configuration: configurationSchema,
  actions: z.array(hostActionSchema).check(z.describe('In the order in which they are done')),
  requiresReboot: z.boolean().check(z.describe('Whether what is configured counts only after the next start')),
});

/** What to do to a host, complete: doing it decides nothing more. */
export type HostPlan = z.infer<typeof hostPlanSchema>;

/** What the host shall have. */
export type HostConfiguration = z.infer<typeof configurationSchema>;

/** Something to know about the host that changes no verdict. */
export type PlanFinding = HostPlan['findings'][number];

/** A reason for which there is no plan. */
export interface PlanBlocker extends Omit<HostPlan['blockers'][number], 'code'> {
  readonly code: BlockerCode;
}

/** Where the schema of plans can be had. */
export const PLAN_SCHEMA_URL = 'https://unpkg.com/libvirt-ptx/schema/plan.json';

/** JSON Schema of a plan. */
export function planJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(hostPlanSchema, { io: 'output' });
  return {
    $schema,
    $id: PLAN_SCHEMA_URL,
    title: 'Host plan of ptx',
    description: 'What "ptx host plan --format json" prints and "ptx host apply" reads',
    ...schema,
  };
}

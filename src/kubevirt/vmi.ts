import { z } from 'zod/mini';
import { PtxError } from '../errors.js';

/** Annotation of a VMI that holds a steps file. */
export const STEPS_ANNOTATION = 'libvirt-ptx/steps';
/** Annotation of a VMI that holds a device map. */
export const DEVICES_ANNOTATION = 'libvirt-ptx/devices';

/** What a hook needs to know of a VirtualMachineInstance. */
export interface Vmi {
  /** `NAMESPACE/NAME`. */
  readonly name: string;
  readonly annotations: ReadonlyMap<string, string>;
  /** The node that the domain is for, undefined before one is chosen. */
  readonly node: string | undefined;
}

const text = z.nullish(z.string());
const vmiSchema = z.object({
  kind: z.nullish(z.enum(['VirtualMachineInstance', ''])),
  metadata: z.object({ name: text, namespace: text, annotations: z.nullish(z.record(z.string(), z.string())) }),
  status: z.nullish(
    z.object({
      nodeName: text,
      migrationState: z.nullish(z.object({ targetNode: text, completed: z.nullish(z.boolean()) })),
    }),
  ),
});

/**
 * Read a VirtualMachineInstance, as KubeVirt hands it to its hooks.
 *
 * @throws PtxError FILE_MALFORMED. What stands there is not repeated: the user data of a guest may hold passwords.
 * @see https://kubevirt.io/api-reference/v1.7.0/definitions.html#_v1_virtualmachineinstance
 */
export function parseVmi(json: string): Vmi {
  const read = vmiSchema.safeParse(parseJson(json));
  if (!read.success) {
    const place = read.error.issues[0]?.path.join('.');
    const message = `Expected a VirtualMachineInstance${place ? `: see "${place}"` : ''}`;
    throw new PtxError('FILE_MALFORMED', message, { hint: 'A VirtualMachine has the annotations in spec.template' });
  }
  const { metadata, status } = read.data;
  return {
    name: [metadata.namespace, metadata.name].filter(Boolean).join('/'),
    annotations: new Map(Object.entries(metadata.annotations ?? {})),
    node: findNode(status),
  };
}

/**
 * KubeVirt sets `nodeName` once the pod of the guest is scheduled, before a domain is defined. It goes on naming the
 * source while a guest migrates, and then the domain is for the target.
 *
 * @see https://kubevirt.io/api-reference/v1.7.0/definitions.html#_v1_virtualmachineinstancemigrationstate
 */
function findNode(status: z.infer<typeof vmiSchema>['status']): string | undefined {
  const migration = status?.migrationState;
  const target = migration?.completed === true ? undefined : migration?.targetNode;
  return target || status?.nodeName || undefined;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new PtxError('FILE_MALFORMED', 'Expected a VirtualMachineInstance as JSON');
  }
}

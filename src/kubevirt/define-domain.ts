import { parseDomain, serializeDomain } from '../domain/domain.js';
import { PtxError } from '../errors.js';
import { parseDeviceMap } from '../transforms/facts-file.js';
import { type TransformResult, transformDomain } from '../transforms/run.js';
import { parseSteps } from '../transforms/steps-file.js';
import type { TransformOptions } from '../transforms/surroundings.js';
import type { Step } from '../transforms/transform.js';
import { DEVICES_ANNOTATION, parseVmi, STEPS_ANNOTATION, type Vmi } from './vmi.js';

/** What KubeVirt hands to a hook. */
export interface HookCall {
  /** The VirtualMachineInstance, as JSON. */
  readonly vmi: string;
  /** The domain, as XML. */
  readonly domain: string;
}

/** What whoever runs the hook has laid down. */
export interface HookPolicy {
  /** The steps; undefined lets the annotation of the VMI say them. */
  readonly steps: readonly Step[] | undefined;
  /** With a device map of its own, the annotation of the VMI does not count. */
  readonly options: TransformOptions;
}

/** What came of a call. */
export interface DefinedDomain {
  /** The new domain, as XML; the old one, byte for byte, where nothing had to change. */
  readonly domain: string;
  readonly vmi: Vmi;
  readonly result: TransformResult;
  /** Annotations that are there but do not count. */
  readonly ignored: readonly string[];
}

/** Runs the reader of one part of a call, so that a refusal can say which part it is about. */
export type Reading = <Value>(part: string, read: () => Value) => Promise<Value>;

/** As much as gRPC takes of a message where nothing else is said. */
const MAX_MIB = 4;

/**
 * Apply the steps of a hook to the domain that KubeVirt is about to define.
 *
 * @throws PtxError FILE_TOO_LARGE, FILE_MALFORMED for the VMI and its annotations, OPTION_INVALID for their steps, and
 * all that `parseDomain` and the steps refuse; then nothing has come out
 * @see https://kubevirt.io/user-guide/user_workloads/hook-sidecar/ (KubeVirt 1.7)
 */
export async function defineDomain(call: HookCall, policy: HookPolicy, reading: Reading): Promise<DefinedDomain> {
  const vmi = await reading('<vmi>', () => parseVmi(limited(call.vmi)));
  const { options } = policy;
  const annotated = <Value>(name: string, parse: (text: string) => Value): Promise<Value> | undefined => {
    const text = vmi.annotations.get(name);
    return text === undefined ? undefined : reading(`<annotation ${name}>`, () => parse(text));
  };
  const steps = policy.steps ?? (await annotated(STEPS_ANNOTATION, parseSteps)) ?? [];
  const devices = options.devices ?? (await annotated(DEVICES_ANNOTATION, parseDeviceMap));
  const surroundings = { ...options, devices, node: options.node ?? vmi.node };
  const result = await reading('<domain>', () =>
    transformDomain(parseDomain(limited(call.domain)), ...steps, surroundings),
  );
  const overruled = [
    ...(policy.steps === undefined ? [] : [STEPS_ANNOTATION]),
    ...(options.devices === undefined ? [] : [DEVICES_ANNOTATION]),
  ];
  const ignored = overruled.filter((name) => vmi.annotations.has(name));
  return { domain: serializeDomain(result.domain), vmi, result, ignored };
}

function limited(text: string): string {
  if (text.length > MAX_MIB * 1024 * 1024) throw new PtxError('FILE_TOO_LARGE', `Expected at most ${MAX_MIB} MiB`);
  return text;
}

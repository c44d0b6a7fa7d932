import { PtxError } from '../errors.js';
import type { HookCall } from './define-domain.js';
import { decodeMessage, encodeMessage } from './protobuf.js';

/** Versions of KubeVirt's hook sidecars, the newest last. */
export const HOOK_VERSIONS = ['v1alpha1', 'v1alpha2', 'v1alpha3'] as const;
export type HookVersion = (typeof HOOK_VERSIONS)[number];

/** What a sidecar does when it is called. */
export interface HookHandlers {
  /** Make the new domain. */
  defineDomain(call: HookCall): Promise<string>;
  /** Stop listening once the answer is out. */
  shutdown(): void;
}

/** A method of a gRPC service: its path, and what it makes of a message. */
export interface HookMethod {
  /** `/PACKAGE.SERVICE/METHOD`. */
  readonly path: string;
  answer(message: Uint8Array): Promise<Uint8Array>;
}

/** Where a request that asks for a domain holds what, by numbers of fields. */
interface DomainRequest {
  readonly path: string;
  readonly domain: number;
  readonly vmi: number;
  /** The kind of the domain, where the request tells it. */
  readonly domainType?: number;
}

/**
 * Each version of `Callbacks`, and the domain hook of plugins. All answer with the domain in field 1.
 *
 * @see https://github.com/kubevirt/kubevirt/tree/main/pkg/hooks (KubeVirt 1.7)
 * @see https://github.com/kubevirt/enhancements/tree/main/veps/sig-compute (VEP 190, alpha in KubeVirt 1.9)
 */
const DOMAIN_REQUESTS: readonly DomainRequest[] = [
  ...HOOK_VERSIONS.map((version) => ({
    path: `/kubevirt.hooks.${version}.Callbacks/OnDefineDomain`,
    domain: 1,
    vmi: 2,
  })),
  { path: '/kubevirt.hooks.plugins.v1alpha1.DomainHookService/MutateDomain', domainType: 1, domain: 2, vmi: 3 },
];

/** The methods of a sidecar that announces some versions. */
export function listHookMethods(versions: readonly HookVersion[], handlers: HookHandlers): HookMethod[] {
  return [
    { path: '/kubevirt.hooks.info.Info/Info', answer: async () => encodeInfo(versions) },
    ...DOMAIN_REQUESTS.map((request) => ({
      path: request.path,
      answer: async (message: Uint8Array) =>
        encodeMessage([[1, await handlers.defineDomain(readCall(message, request))]]),
    })),
    {
      path: '/kubevirt.hooks.v1alpha3.Callbacks/Shutdown',
      answer: async () => {
        handlers.shutdown();
        return new Uint8Array();
      },
    },
  ];
}

/** Name (field 1), hook points (3) and versions (4); a hook point has its name in field 1, and no priority is 0. */
function encodeInfo(versions: readonly HookVersion[]): Uint8Array {
  const points = ['OnDefineDomain', ...(versions.includes('v1alpha3') ? ['Shutdown'] : [])];
  return encodeMessage([
    [1, 'libvirt-ptx'],
    ...points.map((name) => [3, encodeMessage([[1, name]])] as const),
    ...versions.map((version) => [4, version] as const),
  ]);
}

function readCall(message: Uint8Array, { domain, vmi, domainType }: DomainRequest): HookCall {
  const fields = decodeMessage(message);
  const text = (field: number) => decodeText(fields.get(field) ?? new Uint8Array());
  if (domainType !== undefined && text(domainType) !== 'libvirt') {
    throw new PtxError('DOMAIN_UNSUPPORTED', `Expected a domain of type "libvirt", found "${text(domainType)}"`);
  }
  return { domain: text(domain), vmi: text(vmi) };
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new PtxError('FILE_MALFORMED', 'Expected UTF-8', { cause });
  }
}

/**
 * What a program that depends on libvirt-ptx may write, and what it may not. Compiled against the emitted declarations
 * as a program for browsers, without the types of Node, by `npm run types:check`; never run.
 */
import {
  addPciHostdev,
  convertToQ35,
  type Domain,
  disableHypervisorCpuid,
  enableHyperv,
  hideKvm,
  PtxError,
  parseDomain,
  removePciHostdev,
  type Step,
  type StepFactory,
  serializeDomain,
  setCpuHostPassthrough,
  setFirmwareEfi,
  type Transform,
  transformDomain,
  transforms,
  transformXml,
} from 'libvirt-ptx';
import type { HostSnapshot } from 'libvirt-ptx/host';
import { inspectHost } from 'libvirt-ptx/host/node';
import { type QueryMatch, queryDomain } from 'libvirt-ptx/query';

declare const xml: string;

// Everything can be exported again.
export const wrapped = hideKvm;
export const factories = [
  addPciHostdev,
  convertToQ35,
  disableHypervisorCpuid,
  enableHyperv,
  hideKvm,
  removePciHostdev,
  setCpuHostPassthrough,
  setFirmwareEfi,
] as const;
export const settings = {
  card: addPciHostdev({ address: '01:00', functions: '0-1', rom: { file: '/gpu.rom', bar: true }, boot: { order: 1 } }),
  cpu: (cores: number) => setCpuHostPassthrough({ topology: { cores, threads: '2' } }),
};
export const definitions = transforms.map(({ name, conflicts, main }) => ({ name, conflicts, main }));

/** True where two types are the same, not only assignable. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => {};

// Options are plain objects: a type of zod could not be named by a program that does not depend on zod (TS2883).
same<typeof hideKvm, StepFactory<{ state?: boolean | 'on' | 'off' | undefined }>>(true);
same<typeof removePciHostdev, StepFactory<{ address: string }>>(true);
same<
  typeof setFirmwareEfi,
  StepFactory<{
    mode?: 'auto' | 'explicit' | undefined;
    loader?: string | undefined;
    nvram?: string | { path?: string | undefined; template?: string | undefined } | undefined;
    'secure-boot'?: boolean | 'yes' | 'no' | undefined;
  }>
>(true);
same<typeof hideKvm.definition, Transform>(true);

// All options optional: callable without. One required: not.
const steps: Step[] = [hideKvm(), hideKvm({}), convertToQ35(), enableHyperv({ set: 'full' }), setFirmwareEfi()];
// The schema asks for an address or a device, which no type says.
addPciHostdev({ device: 'gpu0' });
// @ts-expect-error: the address is required
removePciHostdev({});

// Wrong names and wrong types.
// @ts-expect-error: unknown option
hideKvm({ stat: 'on' });
// @ts-expect-error: unknown nested option
addPciHostdev({ address: '01:00.0', rom: { fiel: '/gpu.rom' } });
// @ts-expect-error: not one of its values
hideKvm({ state: 'yes' });
// @ts-expect-error: not one of its values
enableHyperv({ set: 'all' });
// @ts-expect-error: a number is no address
removePciHostdev({ address: 1 });
// @ts-expect-error: options are one object
hideKvm({}, {});

// A domain comes from parseDomain alone, and shows its text and name.
const domain: Domain = parseDomain(xml);
const facts: string[] = [domain.xml, domain.name, serializeDomain(domain)];
// @ts-expect-error: internal
domain.root;
// @ts-expect-error: internal
domain.document;
// @ts-expect-error: immutable
domain.xml = xml;
// @ts-expect-error: exported as a type only
new Domain(xml);
// @ts-expect-error: a domain is more than its text
serializeDomain({ xml, name: 'win10' });

// A step comes from a factory alone.
const result = transformDomain(domain, ...steps);
transformXml(xml, result.changes.length > 0 ? hideKvm() : enableHyperv());
// @ts-expect-error: internal
hideKvm().plan;
// @ts-expect-error: immutable
hideKvm().options.state = 'off';
// @ts-expect-error: made by hand
transformXml(xml, { transform: 'hide-kvm', options: {} });
// @ts-expect-error: made by hand, with a plan
transformXml(xml, { transform: 'hide-kvm', options: {}, plan: () => {} });
// @ts-expect-error: a factory that was not called
transformXml(xml, hideKvm);
// @ts-expect-error: a list that was not spread
transformXml(xml, steps);

// A snapshot of a host is what steps want to know of it, and cannot be changed.
declare const snapshot: HostSnapshot;
transformXml(xml, hideKvm(), { host: snapshot });
inspectHost({ root: '/' }).then(({ pciDevices }) => pciDevices);
// @ts-expect-error: a folder
inspectHost('/');
const driver: string | null | undefined = snapshot.pciDevices[0]?.driver;
// @ts-expect-error: immutable, all the way down
snapshot.iommuGroups[0].viability.isViable = true;
// @ts-expect-error: plain data, of its own type
const wrong: number = snapshot.kernelFacts.acsOverride.isSupported;

// Errors carry their facts.
const error = new PtxError('OPTION_INVALID', 'Required', { option: 'address', step: 'add-pci-hostdev' });
const fields: (string | number | undefined)[] = [
  error.option,
  error.step,
  error.path,
  error.hint,
  error.location?.line,
];
// @ts-expect-error: the codes are closed
new PtxError('OPTION_UNUSUAL', 'Required');
// @ts-expect-error: internal
error.with;

const kinds: QueryMatch['kind'][] = queryDomain(domain, '//comment()').map(({ kind }) => kind);

export const used = { facts, fields, kinds, driver, wrong };

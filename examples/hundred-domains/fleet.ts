/**
 * Make domains out of one template for several hosts, each with a device of its host that no other domain has:
 * `node fleet.ts FOLDER` writes a hundred into FOLDER/HOST/NAME.xml.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addPciHostdev, parseDomain, serializeDomain, transformDomain } from 'libvirt-ptx';
import { parseDeviceMap, parseHostFacts } from 'libvirt-ptx/steps';

/** What a fleet is made of. */
export interface FleetPlan {
  /** XML in which `@NAME@`, `@UUID@` and `@MAC@` are filled in. */
  readonly template: string;
  readonly count: number;
  readonly devices: ReturnType<typeof parseDeviceMap>;
  /** By the name that the device map has for it, what is known of each host. */
  readonly hosts: ReadonlyMap<string, ReturnType<typeof parseHostFacts>>;
}

/** A domain, and what of which host it has. */
export interface FleetDomain {
  readonly name: string;
  readonly host: string;
  readonly device: string;
  readonly xml: string;
}

/**
 * Make the domains: the same plan gives the same bytes, and a longer one the same domains and some more. Throws where the
 * hosts have fewer devices than domains are wanted, and a PtxError where a host has something else at an address.
 */
export function createFleet({ template, count, devices, hosts }: FleetPlan): FleetDomain[] {
  const places = listPlaces(devices, [...hosts.keys()]);
  if (places.length < count) {
    throw new Error(`Expected a device for each of ${count} domains, the hosts have ${places.length}`);
  }
  return places.slice(0, count).map(({ host, device }, index) => {
    const name = `vm-${String(index).padStart(3, '0')}`;
    const values = { NAME: name, UUID: uuidOf(name), MAC: macOf(index) };
    const xml = template.replace(/@(NAME|UUID|MAC)@/g, (_, key: keyof typeof values) => values[key]);
    // The map says where the device is, and the host whether it is the right one.
    const surroundings = { devices, node: host, host: hosts.get(host) };
    const { domain } = transformDomain(parseDomain(xml), addPciHostdev({ device, alias: 'ua-vf' }), surroundings);
    return { name, host, device, xml: serializeDomain(domain) };
  });
}

/** Every device of every host once, the first of each host first, so that the hosts fill up evenly. */
function listPlaces(devices: FleetPlan['devices'], hosts: readonly string[]): { host: string; device: string }[] {
  return Object.entries(devices).flatMap(([device, addresses]) =>
    hosts.filter((host) => Object.hasOwn(addresses, host)).map((host) => ({ host, device })),
  );
}

/** A UUID that follows from the name (version 8 of RFC 9562: ours alone to say how). */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(`example fleet ${name}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** A MAC address in the range of QEMU, by the number of the domain. */
function macOf(index: number): string {
  const hex = index.toString(16).padStart(6, '0');
  return `52:54:00:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}`;
}

/** What the files of this folder say. */
export function readPlan(count: number): FleetPlan {
  const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
  const hosts = readdirSync(new URL('hosts', import.meta.url))
    .sort()
    .map((file) => [file.replace('.json', ''), parseHostFacts(read(`hosts/${file}`))] as const);
  return {
    template: read('template.xml'),
    count,
    devices: parseDeviceMap(read('devices.yaml')),
    hosts: new Map(hosts),
  };
}

/** Write each domain into the folder of its host. */
export function writeFleet(folder: string, fleet: readonly FleetDomain[]): void {
  for (const { host, name, xml } of fleet) {
    mkdirSync(join(folder, host), { recursive: true });
    writeFileSync(join(folder, host, `${name}.xml`), xml);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder = 'out'] = process.argv.slice(2);
  const fleet = createFleet(readPlan(100));
  writeFleet(folder, fleet);
  for (const { host, name, device } of fleet) console.log(`${host} ${name} ${device}`);
}

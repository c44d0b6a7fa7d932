import type { GuestReport } from './report.js';
import { readRomName } from './rom.js';
import type { StandIn } from './stand-ins.js';

/** What a guest found, in words that do not change from run to run. */
export interface Observation {
  /** `BIOS`, or `UEFI` with the state of Secure Boot. */
  readonly firmware: string;
  /** The chipset, by its host bridge. */
  readonly machine: string;
  /** Size of what the host bridge hands out above 4 GiB. */
  readonly window: string;
  /** Where the devices of the host are: a line for each bus that has any, with all functions of that bus. */
  readonly hostdevs: readonly string[];
  /** Kind, file and serial; virtio disks in the order of the kernel, then the others. */
  readonly disks: readonly string[];
  /** MACs in the order of the PCI bus. */
  readonly interfaces: readonly string[];
  /** What the firmware was told to boot from, as Open Firmware names it. */
  readonly boot: readonly string[];
  /** By the file in /sys/class/dmi/id. */
  readonly smbios: Readonly<Record<string, string>>;
  readonly tpm: string;
  /** Class and PCI id of each video card that is not of the host. */
  readonly video: readonly string[];
  readonly balloon: 'present' | 'absent';
  /** Size of the memory that the guest shares with the host. */
  readonly sharedMemory: string;
  /** The ACPI table that describes an IOMMU. */
  readonly iommu: string;
  readonly hpet: 'present' | 'absent';
  /** What the real time clock shows. */
  readonly clock: string;
}

/** How far the time zone of the guests is ahead of UTC, so that local time can be told from it. */
export const LOCAL_TIME_HOURS = 9;

/**
 * Put in words what a guest found.
 *
 * @param standIns by PCI address on the host, or UUID of the mediated device
 */
export function observe(report: GuestReport, standIns: Readonly<Record<string, StandIn>>): Observation {
  const functions = readFunctions(report, standIns);
  return {
    firmware: describeFirmware(report),
    machine: describeMachine(functions),
    window: describeWindow(report),
    hostdevs: describeHostdevs(functions, report),
    disks: describeDisks(report),
    interfaces: listMacs(functions, report),
    boot: report
      .list('boot-order')
      .map(([device = '']) => device)
      // The kernel comes first where there is one, and libvirt lets nothing follow.
      .filter((device) => device !== '/rom@genroms/linuxboot_dma.bin' && device !== 'HALT'),
    smbios: Object.fromEntries(report.list('dmi')),
    tpm: describeTpm(report),
    video: functions.filter(({ host, pciClass }) => host === undefined && pciClass.startsWith('03')).map(describeVideo),
    balloon: functions.some(({ id }) => BALLOONS.includes(id)) ? 'present' : 'absent',
    sharedMemory: describeSharedMemory(functions, report),
    iommu: ['DMAR', 'IVRS', 'VIOT'].filter((table) => hasTable(report, table)).join(' and ') || 'none',
    hpet: requireValue(report, 'clock', 'available').split(' ').includes('hpet') ? 'present' : 'absent',
    clock: describeClock(report),
  };
}

/** Put what was seen on one line. */
export function formatObservation(observation: Partial<Observation>): string {
  return Object.entries(observation)
    .map(([aspect, value]) => `${aspect}: ${formatValue(value)}`)
    .join('; ');
}

function formatValue(value: Observation[keyof Observation]): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.join(', ') || 'none';
  return Object.entries(value)
    .map(([name, text]) => `${name} "${text}"`)
    .join(', ');
}

/** A function on the PCI bus of the guest. */
interface Function {
  readonly address: string;
  /** PCI address of the bridge that it is behind; `-` on the root bus. */
  readonly parent: string;
  readonly pciClass: string;
  readonly id: string;
  /** Type of port as PCI Express numbers it. */
  readonly port: string;
  /** PCI address of what it stands for on the host, or UUID of the mediated device. */
  readonly host: string | undefined;
}

function readFunctions(report: GuestReport, standIns: Readonly<Record<string, StandIn>>): Function[] {
  const hosts = new Map(Object.entries(standIns).map(([host, { identity }]) => [identity, host]));
  if (hosts.size < Object.keys(standIns).length) throw new Error('Two host devices with stand-ins that look the same');
  return report.list('pci').map(([address = '', parent = '', pciClass = '', id = '', port = '']) => {
    return { address, parent, pciClass, id, port, host: hosts.get(`${pciClass} ${id}`) };
  });
}

function describeFirmware(report: GuestReport): string {
  const [kind] = report.list('firmware')[0] ?? [];
  if (kind !== 'efi') return 'BIOS';
  return `UEFI, Secure Boot ${report.list('secure-boot')[0]?.[0] === '1' ? 'on' : 'off'}`;
}

const MACHINES: Readonly<Record<string, string>> = { '8086:29c0': 'q35', '8086:1237': 'i440fx' };

function describeMachine(functions: readonly Function[]): string {
  const { id = 'none' } = functions.find(({ address }) => address === '0000:00:00.0') ?? {};
  return MACHINES[id] ?? id;
}

const GIB = 2 ** 30;

function describeWindow(report: GuestReport): string {
  const ranges = report.list('window').map(([range = '']) => range.split('-').map((end) => Number.parseInt(end, 16)));
  const sizes = ranges.filter(([first = 0]) => first >= 4 * GIB).map(([first = 0, last = 0]) => last - first + 1);
  return sizes.map((size) => `${size / GIB} GiB above 4 GiB`).join(' and ') || 'none above 4 GiB';
}

/** Types of port with a bus behind them. */
const PORTS: Readonly<Record<string, string>> = { '4': 'root port', '7': 'PCI bridge' };

function describeHostdevs(functions: readonly Function[], report: GuestReport): string[] {
  const parents = new Set(functions.filter(({ host }) => host !== undefined).map(({ parent }) => parent));
  return [...parents].map((parent) => {
    const port = functions.find(({ address }) => address === parent);
    const place = port === undefined ? 'root bus' : `${PORTS[port.port] ?? 'port'} ${shorten(port.address)}`;
    const members = functions.filter((one) => one.parent === parent && (port !== undefined || one.host !== undefined));
    return `${place}: ${members.map((one) => describeFunction(one, report)).join(', ')}`;
  });
}

function describeFunction({ address, id, host }: Function, report: GuestReport): string {
  // Numbers of buses are up to the firmware.
  const place = address.slice('0000:00:'.length);
  if (host === undefined) return `${place} ${id}`;
  return `${place} is ${host} ${describeRom(address, report)}${describeLargeBars(address, report)}`;
}

function describeRom(address: string, report: GuestReport): string {
  const rom = report.list('rom').find(([place]) => place === address);
  if (rom === undefined) return 'without ROM';
  return `with ROM ${readRomName(Buffer.from(rom[2] ?? '', 'hex')) ?? 'of unknown content'}`;
}

function describeLargeBars(address: string, report: GuestReport): string {
  const bars = report.list('bar').filter(([place]) => place === address);
  const ranges = bars.map(([, , first = '', last = '']) => [Number.parseInt(first, 16), Number.parseInt(last, 16)]);
  return ranges
    .filter(([first = 0, last = 0]) => first >= 4 * GIB && last - first >= GIB)
    .map(([first = 0, last = 0]) => ` and ${(last - first + 1) / GIB} GiB above 4 GiB`)
    .join('');
}

function describeDisks(report: GuestReport): string[] {
  return report
    .list('disk')
    .map(([name = '', place = '', , serial, file = '']) => ({ kind: name.slice(0, 2), name, place, serial, file }))
    .sort((a, b) => rankDisk(a.kind) - rankDisk(b.kind) || NATURAL.compare(placeOf(a), placeOf(b)))
    .map(({ kind, serial, file }) => [kind, file.split('/').at(-1), ...(serial === '-' ? [] : [serial])].join(' '));
}

const NATURAL = new Intl.Collator('en', { numeric: true });

function rankDisk(kind: string): number {
  return kind === 'vd' ? 0 : 1;
}

/** SCSI disks are probed side by side, so that their names say less than host, channel, target and unit. */
function placeOf({ kind, name, place }: { kind: string; name: string; place: string }): string {
  return kind === 'vd' ? name : place;
}

function listMacs(functions: readonly Function[], report: GuestReport): string[] {
  const macs = new Map(report.list('nic').map(([, mac, address]) => [address, mac]));
  return functions
    .filter(({ host }) => host === undefined)
    .map(({ address }) => macs.get(address))
    .filter((mac) => mac !== undefined);
}

function describeTpm(report: GuestReport): string {
  const [version] = report.list('tpm')[0] ?? [];
  return `${version === undefined ? 'none' : `version ${version}`}${hasTable(report, 'TPM2') ? ' with table TPM2' : ''}`;
}

function hasTable(report: GuestReport, name: string): boolean {
  return report.list('acpi').some(([table]) => table === name);
}

/** As a conventional device and as one of PCI Express. */
const BALLOONS = ['1af4:1002', '1af4:1045'];

function describeVideo({ pciClass, id }: Function): string {
  return `${pciClass} ${id}`;
}

const MIB = 2 ** 20;

/** ivshmem has the memory in BAR 2. */
function describeSharedMemory(functions: readonly Function[], report: GuestReport): string {
  const { address } = functions.find(({ id }) => id === '1af4:1110') ?? {};
  const bar = report.list('bar').find(([place, number]) => place === address && number === '2');
  if (bar === undefined) return 'none';
  const [, , first = '', last = ''] = bar;
  return `${(Number.parseInt(last, 16) - Number.parseInt(first, 16) + 1) / MIB} MiB`;
}

const HOUR_SECONDS = 3600;

function describeClock(report: GuestReport): string {
  const seconds = Number(report.list('rtc')[0]?.[0]) - Date.now() / 1000;
  const hours = Math.round(seconds / HOUR_SECONDS);
  if (hours === LOCAL_TIME_HOURS) return 'local time';
  return hours === 0 ? 'UTC' : `${hours} hours ahead of UTC`;
}

function requireValue(report: GuestReport, fact: string, name: string): string {
  const value = report.list(fact).find(([first]) => first === name)?.[1];
  if (value === undefined) throw new Error(`The guest reports no ${fact} ${name}`);
  return value;
}

function shorten(address: string): string {
  return address.slice('0000:'.length);
}

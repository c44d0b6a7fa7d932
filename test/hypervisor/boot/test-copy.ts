import path from 'node:path';
import type { Element } from '@xmldom/xmldom';
import { EMULATOR } from '../../helpers/hypervisor.js';
import {
  add,
  child,
  children,
  createElement,
  drop,
  parse,
  remove,
  requireChild,
  serialize,
  setText,
} from './elements.js';
import { LOCAL_TIME_HOURS } from './observe.js';
import { makeRom } from './rom.js';
import type { StandIn } from './stand-ins.js';

const QEMU_NAMESPACE = 'http://libvirt.org/schemas/domain/qemu/1.0';

/** What QEMU is told of a host device, as libvirt writes it. */
export interface HostdevArguments {
  /** PCI address on the host; absent of a mediated device. */
  readonly host?: string;
  /** The folder of a mediated device, which has its UUID for name. */
  readonly sysfsdev?: string;
  readonly romfile?: string;
  readonly [property: string]: unknown;
}

/** What a copy is made with; paths as the hypervisor names them. */
export interface CopyOptions {
  readonly kernel: string;
  readonly initramfs: string;
  /** The file that the serial port writes to. */
  readonly serial: string;
  /** The file in /dev/shm for memory that the guest shares. */
  readonly sharedMemory: string;
  /** The file to keep the variables of UEFI in. */
  readonly nvram: string;
  readonly hostdevs: readonly HostdevArguments[];
  /** By PCI address on the host, or UUID of the mediated device. */
  readonly standIns: Readonly<Record<string, StandIn>>;
  /** Write a file for the guest; returns its path. */
  writeFile(name: string, content: Buffer): string;
}

/**
 * Make the copy of a document that libvirt completes: under another name, and for a machine that need not have the CPU
 * that the document names, nor SMBIOS tables of its own, nor VFIO, which libvirt takes by itself only where it is.
 */
export function makeCompletableCopy(xml: string, name: string): string {
  const domain = parse(xml);
  setText(domain, 'name', name);
  for (const smbios of children(requireChild(domain, 'os'), 'smbios')) {
    if (smbios.getAttribute('mode') === 'host') drop(smbios);
  }
  for (const cpu of children(domain, 'cpu')) {
    cpu.removeAttribute('match');
    cpu.setAttribute('check', 'none');
  }
  for (const hostdev of children(requireChild(domain, 'devices'), 'hostdev')) {
    if (hostdev.getAttribute('type') !== 'pci') continue;
    remove(hostdev, ['driver']);
    add(hostdev, "<driver name='vfio'/>");
  }
  return serialize(domain);
}

/**
 * Make the copy that boots, of what libvirt dumped.
 *
 * Replaced by what every machine can run: KVM by TCG, and the CPU, with what only KVM offers (`<hyperv>`, `<kvm>` and
 * their clocks) and what ties the guest to CPUs and memory of the host; memory and vCPUs by less; the content of disks
 * by the name of their file; the file with the variables of UEFI, not its template; shared memory by memory that nobody else has; networks by the one that QEMU has itself; serial ports and consoles by one that writes to a
 * file; PCI devices of the host by stand-ins at the very places that libvirt gives them; their ROM files by ROMs that
 * say which file they stand for; the time zone, so that local time can be told from UTC.
 * Added: kernel and initramfs. Dropped: screens (not video cards), channels, and other devices of the host.
 * All else is what ptx wrote and libvirt completed: machine type, firmware, controllers, addresses, boot order, clock,
 * SMBIOS strings, TPM.
 */
export function makeBootableCopy(dump: string, options: CopyOptions): string {
  const domain = parse(dump);
  domain.setAttribute('type', 'qemu');
  replaceCpuAndMemory(domain);
  replaceBoot(domain, options);
  const devices = requireChild(domain, 'devices');
  setText(devices, 'emulator', EMULATOR);
  remove(devices, HOST_BACKED);
  add(devices, `<serial type='file'><source path='${options.serial}'/></serial><audio id='1' type='none'/>`);
  children(devices, 'disk').forEach((disk, index) => {
    replaceDisk(disk, `disk${index}.img`, options);
  });
  for (const network of children(devices, 'interface')) replaceNetwork(network);
  for (const memory of children(devices, 'shmem')) memory.setAttribute('name', options.sharedMemory);
  addQemuArguments(domain, options);
  return serialize(domain);
}

/** Devices that need something of the host. */
const HOST_BACKED = [
  'audio',
  'channel',
  'console',
  'filesystem',
  'graphics',
  'hostdev',
  'memory',
  'parallel',
  'redirdev',
  'redirfilter',
  'serial',
  'smartcard',
];

/** What says which CPUs and which memory the guest gets. */
const CPU_AND_MEMORY = [
  'cpu',
  'cputune',
  'currentMemory',
  'iothreadids',
  'iothreads',
  'maxMemory',
  'memory',
  'memoryBacking',
  'numatune',
  'vcpu',
  'vcpus',
];

function replaceCpuAndMemory(domain: Element): void {
  remove(domain, CPU_AND_MEMORY);
  add(domain, "<memory unit='MiB'>512</memory><vcpu>1</vcpu>");
  add(domain, "<cpu mode='custom' match='exact' check='none'><model>qemu64</model></cpu>");
  for (const features of children(domain, 'features')) remove(features, ['hyperv', 'kvm']);
  for (const timer of children(domain, 'clock').flatMap((clock) => children(clock, 'timer'))) {
    if (/^(tsc|kvmclock|hypervclock)$/.test(timer.getAttribute('name') ?? '')) drop(timer);
  }
}

function replaceBoot(domain: Element, { kernel, initramfs, nvram }: CopyOptions): void {
  const os = requireChild(domain, 'os');
  remove(os, ['kernel', 'initrd', 'cmdline', 'dtb']);
  add(os, `<kernel>${kernel}</kernel><initrd>${initramfs}</initrd><cmdline>console=ttyS0 quiet</cmdline>`);
  const variables = child(os, 'nvram');
  variables?.removeAttribute('type');
  if (variables !== undefined) variables.textContent = nvram;
}

const DISK_BYTES = 4 << 20;

/** The guest can read the name of a disk's file at the beginning of the disk. */
function replaceDisk(disk: Element, image: string, { writeFile }: CopyOptions): void {
  const source = child(disk, 'source');
  disk.setAttribute('type', 'file');
  remove(disk, ['auth', 'backingStore', 'driver', 'encryption', 'iotune', 'source', 'transient']);
  add(disk, "<driver name='qemu' type='raw'/>");
  // A drive without a medium stays without one.
  if (source === undefined) return;
  const content = Buffer.alloc(DISK_BYTES);
  content.write(['file', 'dev', 'name', 'volume'].map((attribute) => source.getAttribute(attribute) ?? '').join(''));
  add(disk, `<source file='${writeFile(image, content)}'/>`);
}

/** What the guest sees of a network card, and when it boots from it. */
const KEPT_OF_NETWORK = ['acpi', 'address', 'alias', 'boot', 'link', 'mac', 'model', 'rom'];

function replaceNetwork(network: Element): void {
  if (network.getAttribute('type') === 'hostdev') throw new Error('No stand-in for an interface of type "hostdev"');
  network.setAttribute('type', 'user');
  for (const part of children(network)) if (!KEPT_OF_NETWORK.includes(part.nodeName)) drop(part);
}

function addQemuArguments(domain: Element, { hostdevs, standIns, writeFile }: CopyOptions): void {
  const found = child(domain, 'qemu:commandline');
  const commandLine = found ?? domain.appendChild(createElement(domain, QEMU_NAMESPACE, 'qemu:commandline'));
  const append = (name: string, attributes: Readonly<Record<string, string>>) => {
    const element = createElement(domain, QEMU_NAMESPACE, name);
    for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
    commandLine.appendChild(element);
  };
  hostdevs.forEach((hostdev, index) => {
    const { host = path.basename(hostdev.sysfsdev ?? ''), romfile = '' } = hostdev;
    const standIn = standIns[host];
    if (standIn === undefined) throw new Error(`No stand-in for the host device "${host}"`);
    // A ROM that the stand-in has by itself would look like one that the document asks for.
    const rom = romfile === '' ? '' : writeFile(`hostdev${index}.rom`, makeRom(romfile));
    append('qemu:arg', { value: '-device' });
    append('qemu:arg', { value: JSON.stringify({ ...standIn.device, ...keepPlace(hostdev), romfile: rom }) });
  });
  // POSIX counts the hours that UTC is ahead.
  append('qemu:env', { name: 'TZ', value: `PTX-${LOCAL_TIME_HOURS}` });
}

/** What libvirt says of the place of a host device, and nothing that only vfio-pci understands. */
function keepPlace(hostdev: HostdevArguments): Record<string, unknown> {
  const kept = ['id', 'bus', 'addr', 'multifunction', 'rombar', 'bootindex', 'acpi-index'];
  return Object.fromEntries(
    kept.filter((property) => property in hostdev).map((property) => [property, hostdev[property]]),
  );
}
